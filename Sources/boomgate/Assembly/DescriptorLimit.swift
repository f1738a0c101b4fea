internal import Glibc

/// How many descriptors this process may have open.
enum DescriptorLimit {
    /// Raises the soft limit, which is 1024 on most machines, as far as `needed` and the hard limit go.
    ///
    /// - Parameter needed: one for each agent and one for its upstream, and some for everything else.
    /// - Returns: the limit in force; 1024 where the kernel does not say.
    static func raise(to needed: Int) -> Int {
        let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
        var limit = rlimit()
        guard unsafe getrlimit(resource, &limit) == 0 else { return 1024 }
        let wanted = min(limit.rlim_max, rlim_t(needed))
        if limit.rlim_cur < wanted {
            var raised = rlimit(rlim_cur: wanted, rlim_max: limit.rlim_max)
            if unsafe setrlimit(resource, &raised) == 0 { limit = raised }
        }
        return Int(clamping: limit.rlim_cur)
    }
}
