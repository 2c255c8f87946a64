namespace MayorsMechanism.Messaging.History;

/// <summary>
/// One change of one record: who, when, through which client, and the state after it; the state before is the record's entry before.
/// Append-only. The sealer gives committed entries their position and chains them.
/// </summary>
public sealed class HistoryEntry
{
    /// <summary>Order of writing, which a late commit may contradict; readers go by <see cref="Position"/>.</summary>
    public long Id { get; private set; }

    /// <summary>Place in the chain, without gaps from 1; null until sealed.</summary>
    public long? Position { get; private set; }

    /// <summary>SHA-256 over the previous hash and everything here except the payload, of which it takes the digest.</summary>
    public byte[]? Hash { get; private set; }

    /// <summary>In UTC, to the microsecond: what PostgreSQL keeps.</summary>
    public required DateTimeOffset At { get; init; }

    public required string Actor { get; init; }
    public string? Client { get; init; }

    /// <summary>What sort of record, such as person or position.</summary>
    public required string Record { get; init; }

    public required Guid RecordId { get; init; }

    /// <summary>The record that this one is part of; itself when it stands alone.</summary>
    public required Guid RootId { get; init; }

    /// <summary>created, changed, removed, erased; or moved, when what another service told changes who sees it.</summary>
    public required string Action { get; init; }

    /// <summary>The record's version after the change.</summary>
    public required int Version { get; init; }

    /// <summary>The state after the change as JSON, of a move who saw it before; null once erased, and for a removal.</summary>
    public string? Payload { get; init; }

    /// <summary>Random, so that nobody can guess an erased payload from its digest.</summary>
    public byte[]? Salt { get; init; }

    /// <summary>SHA-256 of salt and payload; stays when both are erased.</summary>
    public required byte[] Digest { get; init; }
}
