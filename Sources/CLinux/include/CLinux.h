#pragma once
#include <pthread.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>

/* Address of a byte that is this thread's own: the identity of the calling thread.
   pthread_self() is declared const, so the optimiser hoists it over an await; this call is opaque to it. */
const void *clinux_thread_mark(void);

/* accept4 is only declared under _GNU_SOURCE, which breaks debug builds when an imported header defines it. */
int clinux_accept(int listener, struct sockaddr *address, socklen_t *length);

/* fcntl is variadic. */
int clinux_set_nonblocking(int descriptor);

/* struct epoll_event is packed and holds a union; these keep both out of Swift. */
int clinux_epoll_control(int epoll, int operation, int descriptor, uint32_t events, uint64_t tag);
uint64_t clinux_epoll_tag(const struct epoll_event *event);
uint32_t clinux_epoll_events(const struct epoll_event *event);

/* pthread_setname_np is only declared under _GNU_SOURCE. Longer names are cut to 15 bytes. */
void clinux_name_thread(pthread_t thread, const char *name);
