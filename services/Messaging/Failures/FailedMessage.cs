namespace MayorsMechanism.Messaging.Failures;

/// <summary>A message that could not be consumed, kept as it arrived until somebody mends the cause and replays it.</summary>
public sealed class FailedMessage
{
    public Guid Id { get; init; } = Guid.CreateVersion7();
    public required string Queue { get; init; }

    /// <summary>Name of the contract, as far as it could be read.</summary>
    public string? Contract { get; init; }

    /// <summary>Type and message of the exception, or what the broker said.</summary>
    public required string Reason { get; set; }

    /// <summary>The envelope, byte for byte.</summary>
    public required byte[] Body { get; init; }

    public required string ContentType { get; init; }
    public required DateTimeOffset FailedAt { get; set; }
    public string? TraceParent { get; init; }
}
