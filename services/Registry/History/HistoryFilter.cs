using MayorsMechanism.Messaging.History;
using MayorsMechanism.ServiceDefaults.Api;

namespace MayorsMechanism.Registry.History;

/// <summary>Filters of the registry's history; all that are given hold.</summary>
/// <param name="Record">Only changes of this record and of its parts.</param>
/// <param name="Actor">Only changes by this client or staff account; a network finds its own only.</param>
/// <param name="Since">Only from this instant on.</param>
/// <param name="Until">Only before this instant.</param>
public sealed record HistoryFilter(Guid? Record, [property: Text(200)] string? Actor, DateTimeOffset? Since, DateTimeOffset? Until)
{
    /// <summary>What the caller may see of it.</summary>
    public IQueryable<HistoryEntry> Among(Tenancy tenancy)
    {
        var all = tenancy.History;
        if (Record is { } record) all = all.Where(entry => entry.RootId == record || entry.RecordId == record);
        if (Actor is { } actor) all = tenancy.Caller.IsSecretariat || tenancy.Caller.Subject == actor ? all.Where(entry => entry.Actor == actor) : all.Where(_ => false);
        // The database takes instants in UTC only.
        if (Since?.ToUniversalTime() is { } since) all = all.Where(entry => entry.At >= since);
        if (Until?.ToUniversalTime() is { } until) all = all.Where(entry => entry.At < until);
        return all;
    }
}
