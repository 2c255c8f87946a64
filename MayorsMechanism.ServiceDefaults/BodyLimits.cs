namespace MayorsMechanism.ServiceDefaults;

/// <summary>Largest request bodies in bytes. Beyond them the answer is 413.</summary>
public static class BodyLimits
{
    /// <summary>A JSON request: 1 MiB.</summary>
    public const long Json = 1 << 20;

    /// <summary>A file that is kept beside a record: 25 MiB.</summary>
    public const long File = 25 << 20;
}
