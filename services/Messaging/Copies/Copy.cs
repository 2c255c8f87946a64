using MayorsMechanism.Messaging.Contracts;

namespace MayorsMechanism.Messaging.Copies;

/// <summary>
/// What this service keeps of another's record: the newest state that arrived. Arrival in any order and any number of times gives the same.
/// </summary>
/// <typeparam name="TEvent">The event that carries the record.</typeparam>
public abstract class Copy<TEvent> where TEvent : IRecordEvent
{
    /// <summary>The record's id at its owner.</summary>
    public Guid Id { get; private set; }

    /// <summary>Of the newest event that was applied.</summary>
    public long Version { get; private set; }

    /// <summary>Takes the event if it is not older than what is here. An equal one is taken again: republishing mends a copy.</summary>
    public void Apply(TEvent newest)
    {
        if (newest.Version < Version) return;
        (Id, Version) = (newest.Id, newest.Version);
        Take(newest);
    }

    protected abstract void Take(TEvent newest);
}
