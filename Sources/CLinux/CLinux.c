#define _GNU_SOURCE
#include "CLinux.h"
#include <fcntl.h>
#include <pthread.h>
#include <string.h>
#include <sys/socket.h>

static _Thread_local char mark;

__attribute__((noinline)) const void *clinux_thread_mark(void) {
    __asm__ volatile("" ::: "memory");
    return &mark;
}

int clinux_accept(int listener, struct sockaddr *address, socklen_t *length) {
    return accept4(listener, address, length, SOCK_NONBLOCK | SOCK_CLOEXEC);
}

int clinux_set_nonblocking(int descriptor) {
    int flags = fcntl(descriptor, F_GETFL);
    return flags < 0 ? flags : fcntl(descriptor, F_SETFL, flags | O_NONBLOCK);
}

int clinux_epoll_control(int epoll, int operation, int descriptor, uint32_t events, uint64_t tag) {
    struct epoll_event event = {.events = events, .data = {.u64 = tag}};
    return epoll_ctl(epoll, operation, descriptor, &event);
}

uint64_t clinux_epoll_tag(const struct epoll_event *event) { return event->data.u64; }

uint32_t clinux_epoll_events(const struct epoll_event *event) { return event->events; }

void clinux_name_thread(pthread_t thread, const char *name) {
    char cut[16];
    strncpy(cut, name, sizeof cut - 1);
    cut[sizeof cut - 1] = 0;
    pthread_setname_np(thread, cut);
}
