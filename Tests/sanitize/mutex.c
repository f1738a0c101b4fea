/* Tells ThreadSanitizer what Swift's Mutex does when it is contended.
 *
 * The fast paths are compiled into the caller, where ThreadSanitizer sees them. The slow ones lie in libswiftSynchronization, which is built
 * without it, and one of them hands the lock over inside the kernel: an acquire nobody sees, and so a race reported between two holders of
 * one Mutex (mutex-probe.swift is such a program). Loaded before that library, this calls it and then says so. Nothing is
 * suppressed: a race beside the lock is reported as before. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdint.h>

/* Weak: `swift test` and other children load this too, without ThreadSanitizer. */
__attribute__((weak)) void __tsan_acquire(void *);
__attribute__((weak)) void __tsan_release(void *);

typedef __attribute__((swiftcall)) void lock_slow(uint32_t, __attribute__((swift_context)) void *);
typedef __attribute__((swiftcall)) void unlock_slow(__attribute__((swift_context)) void *);

#define LOCK "$s15Synchronization12_MutexHandleV9_lockSlowyys6UInt32VF"
#define UNLOCK "$s15Synchronization12_MutexHandleV11_unlockSlowyyF"

static lock_slow *real_lock;
static unlock_slow *real_unlock;

__attribute__((constructor)) static void find(void) {
    real_lock = (lock_slow *)dlsym(RTLD_NEXT, LOCK);
    real_unlock = (unlock_slow *)dlsym(RTLD_NEXT, UNLOCK);
}

__attribute__((swiftcall)) void taught_lock(uint32_t thread, __attribute__((swift_context)) void *handle) __asm__(LOCK);
__attribute__((swiftcall)) void taught_lock(uint32_t thread, __attribute__((swift_context)) void *handle) {
    real_lock(thread, handle);
    if (__tsan_acquire) __tsan_acquire(handle);
}

__attribute__((swiftcall)) void taught_unlock(__attribute__((swift_context)) void *handle) __asm__(UNLOCK);
__attribute__((swiftcall)) void taught_unlock(__attribute__((swift_context)) void *handle) {
    if (__tsan_release) __tsan_release(handle);
    real_unlock(handle);
}
