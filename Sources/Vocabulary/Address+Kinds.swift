extension Address {
    /// 127.0.0.0/8 or ::1.
    public var isLoopback: Bool { isV4 ? low >> 24 & 0xff == 127 : high == 0 && low == 1 }

    /// 0.0.0.0 or ::, where a listener means every address of the machine.
    public var isUnspecified: Bool { isV4 ? low & 0xffff_ffff == 0 : high == 0 && low == 0 }
}
