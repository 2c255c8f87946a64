namespace MayorsMechanism.ServiceDefaults.Api;

/// <summary>A record with an identity (UUIDv7, so ids sort by creation) and a version that every change raises by one.</summary>
public abstract class Entity
{
    public Guid Id { get; protected set; } = Guid.CreateVersion7();

    /// <summary>1 on creation. A concurrency token: a save against another version is refused with 412.</summary>
    public int Version { get; private set; } = 1;

    /// <summary>Records that this record changes in the present unit of work. Requests do it by <see cref="IfMatch.Claim"/>.</summary>
    public void Touch() => Version++;

    /// <summary>To be changed in place of this one, while nobody knows whether the change holds.</summary>
    public Entity Copy() => (Entity)MemberwiseClone();
}
