using MayorsMechanism.Messaging.History;
using MayorsMechanism.ServiceDefaults.Api;

namespace MayorsMechanism.Registry.History;

/// <summary>Filters of the registry's history; all that are given hold.</summary>
/// <param name="Record">Only changes of this record and of its parts.</param>
/// <param name="Actor">Only changes by this client or staff account; a network finds its own only.</param>
/// <param name="Since">Only from this instant on.</param>
/// <param name="Until">Only before this instant.</param>
public sealed record HistoryFilter(Guid? Record, [property: Text(200)] string? Actor, Moment? Since, Moment? Until)
{
    /// <summary>What the caller may see of it.</summary>
    public IQueryable<HistoryEntry> Among(Tenancy tenancy)
    {
        var all = tenancy.History;
        // Parts have an index of their own.
        if (Record is { } record) all = all.Where(entry => entry.RootId == record || (entry.RecordId == record && entry.RecordId != entry.RootId));
        if (Actor is { } actor) all = tenancy.Caller.IsSecretariat || tenancy.Caller.Subject == actor ? all.Where(entry => entry.Actor == actor) : all.Where(_ => false);
        if (Since?.Value is { } since) all = all.Where(entry => entry.At >= since);
        if (Until?.Value is { } until) all = all.Where(entry => entry.At < until);
        return all;
    }
}
