namespace MayorsMechanism.Messaging.Contracts;

/// <summary>
/// An event carries the whole shareable state of one record, so that neither order nor repetition matters: the highest version is the truth.
/// Contracts only ever gain members; what would break a reader is a new type, published beside the old one.
/// </summary>
public interface IRecordEvent
{
    /// <summary>The record, at the service that owns it.</summary>
    Guid Id { get; }

    /// <summary>Rises with each change of the record or of its parts. Compare it; it is not the record's ETag.</summary>
    long Version { get; }
}
