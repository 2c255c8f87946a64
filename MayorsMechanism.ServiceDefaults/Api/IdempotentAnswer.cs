namespace MayorsMechanism.ServiceDefaults.Api;

/// <summary>The first answer to a POST with an <c>Idempotency-Key</c>, kept for 24 hours. Written in the transaction of the work itself.</summary>
public sealed class IdempotentAnswer
{
    public required string Subject { get; init; }
    public required string Method { get; init; }
    public required string Path { get; init; }
    public required string Key { get; init; }
    public required byte[] BodyHash { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public int Status { get; init; }
    public string? Location { get; init; }
    public string? EntityTag { get; init; }
    public string? ContentType { get; init; }

    /// <summary>Null when the answer held a secret: it is shown once and not stored.</summary>
    public byte[]? Body { get; init; }
}
