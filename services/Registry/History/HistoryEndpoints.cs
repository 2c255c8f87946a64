using System.Text.Json;
using System.Text.Json.Nodes;
using MayorsMechanism.Messaging.History;
using MayorsMechanism.Registry.People;
using MayorsMechanism.ServiceDefaults.Api;
using MayorsMechanism.ServiceDefaults.Security;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace MayorsMechanism.Registry.History;

/// <summary>One change of a record or of a part of it.</summary>
/// <param name="At">When.</param>
/// <param name="Actor">Client id, staff account id, or <c>system</c>; a network is told only its own.</param>
/// <param name="Client">Through which client; a network is told only its own.</param>
/// <param name="Record">What sort of record, such as person or position.</param>
/// <param name="RecordId">Which one.</param>
/// <param name="RootId">The record that it is part of, such as the person who holds a position; itself when it stands alone.</param>
/// <param name="Action">created, changed, removed or erased.</param>
/// <param name="Version">The record's version after the change.</param>
/// <param name="Before">The state before it; null for a new record, and once erased.</param>
/// <param name="After">The state after it; null for a removal, and once erased.</param>
public sealed record HistoryLine(
    DateTimeOffset At, string? Actor, string? Client, string Record, Guid RecordId, Guid RootId, string Action, int Version, JsonObject? Before, JsonObject? After);

static class HistoryEndpoints
{
    public static void MapHistory(this IEndpointRouteBuilder app)
    {
        app.MapGet("/api/v1/organisations/{id:guid}/history", OfOrganisation).RequireScope(Scopes.RegistryRead).WithTags("Organisations")
            .WithName("ListOrganisationHistory").WithSummary("List who changed an organisation or its memberships, when, and from what to what");
        app.MapGet("/api/v1/people/{id:guid}/history", OfPerson).RequireScope(Scopes.RegistryRead).WithTags("People")
            .WithName("ListPersonHistory").WithSummary("List who changed a person or their positions, when, and from what to what");
        app.MapGet("/api/v1/registry/history", OfAll).RequireScope(Scopes.RegistryRead).WithTags("History")
            .WithName("ListRegistryHistory").WithSummary("List who changed what in the registry, when, and from what to what; the newest first");
    }

    static async Task<Results<Page<HistoryLine>, NotFound>> OfOrganisation(
        Guid id, [AsParameters] PageQuery page, Tenancy tenancy, RegistryDbContext db, CancellationToken cancel)
    {
        if (!await tenancy.Editable.AnyAsync(o => o.Id == id, cancel)) return TypedResults.NotFound();
        return await ReadAsync(page, tenancy, db, tenancy.History.Where(entry => entry.RootId == id), cancel);
    }

    static async Task<Results<Page<HistoryLine>, NotFound>> OfPerson(
        Guid id, [AsParameters] PageQuery page, Tenancy tenancy, RegistryDbContext db, CancellationToken cancel)
    {
        if (!await tenancy.People.AnyAsync(p => p.Id == id, cancel)) return TypedResults.NotFound();
        return await ReadAsync(page, tenancy, db, tenancy.History.Where(entry => entry.RootId == id), cancel);
    }

    static async Task<Page<HistoryLine>> OfAll(
        [AsParameters] HistoryFilter filter, [AsParameters] PageQuery page, Tenancy tenancy, RegistryDbContext db, CancellationToken cancel)
    {
        var all = filter.Among(tenancy);
        var after = page.Cursor<MomentCursor>();
        // The database takes instants in UTC only.
        var query = (after?.At.ToUniversalTime() is { } at ? all.Where(entry => entry.At <= at && (entry.At < at || entry.Id < after.Id)) : all)
            .OrderByDescending(entry => entry.At).ThenByDescending(entry => entry.Id);
        var lines = await page.RunAsync(query.WithBefore(db), all, change => new MomentCursor(change.Entry.At, change.Entry.Id), cancel);
        return await ShowAsync(lines, tenancy, cancel);
    }

    static async Task<Page<HistoryLine>> ReadAsync(
        PageQuery page, Tenancy tenancy, RegistryDbContext db, IQueryable<HistoryEntry> all, CancellationToken cancel)
    {
        var after = page.Cursor<EntryCursor>();
        var query = (after is null ? all : all.Where(entry => entry.Id > after.Id)).OrderBy(entry => entry.Id);
        return await ShowAsync(await page.RunAsync(query.WithBefore(db), all, change => new EntryCursor(change.Entry.Id), cancel), tenancy, cancel);
    }

    static async Task<Page<HistoryLine>> ShowAsync(Page<RecordedChange> lines, Tenancy tenancy, CancellationToken cancel)
    {
        var refusing = await tenancy.EverRefusingContactsAsync(lines.Items.Select(change => change.Entry.RecordId).Distinct(), cancel);
        return lines.Select(change => LineOf(change, tenancy.Caller, refusing.Contains(change.Entry.RecordId)));
    }

    /// <summary>With the state that the same record had before.</summary>
    public static IQueryable<RecordedChange> WithBefore(this IQueryable<HistoryEntry> entries, RegistryDbContext db) =>
        entries.AsNoTracking().Select(entry => new RecordedChange
        {
            Entry = entry,
            Before = db.History.Where(earlier => earlier.RootId == entry.RootId && earlier.RecordId == entry.RecordId && earlier.Id < entry.Id)
                .OrderByDescending(earlier => earlier.Id).Select(earlier => earlier.Payload).FirstOrDefault(),
        });

    public static HistoryLine LineOf(RecordedChange change, Caller caller, bool refusesContacts = false)
    {
        var entry = change.Entry;
        var shown = caller.IsSecretariat || entry.Actor == caller.Subject;
        return new(entry.At, shown ? entry.Actor : null, shown ? entry.Client : null, entry.Record, entry.RecordId, entry.RootId, entry.Action, entry.Version,
            StateFor(caller, change.Before, refusesContacts), StateFor(caller, entry.Payload, refusesContacts));
    }

    /// <summary>
    /// Which other network registered a person, or wrote their contacts, is not a network's affair. Contacts that are not to be shared are
    /// shown as in the record itself: to whoever wrote those of that time.
    /// </summary>
    static JsonObject? StateFor(Caller caller, string? payload, bool refusesContacts)
    {
        if (payload is null) return null;
        var state = JsonNode.Parse(payload)!.AsObject();
        if (caller.IsSecretariat) return state;
        foreach (var field in Networks)
        {
            if ((string?)state[field] != caller.NetworkId?.ToString()) state.Remove(field);
        }
        if (refusesContacts && !state.ContainsKey(ContactsBy)) foreach (var field in Contacts) state.Remove(field);
        return state;
    }

    static readonly string ContactsBy = NameOf(nameof(Person.ContactsBy));

    static readonly string[] Networks = [NameOf(nameof(Person.RegisteredBy)), ContactsBy];

    static readonly string[] Contacts = [NameOf(nameof(Person.Emails)), NameOf(nameof(Person.Phones))];

    static string NameOf(string property) => JsonNamingPolicy.CamelCase.ConvertName(property);

    sealed record EntryCursor(long Id);

    sealed record MomentCursor(DateTimeOffset At, long Id);
}

/// <summary>A history entry and the state before it.</summary>
sealed class RecordedChange
{
    public required HistoryEntry Entry { get; init; }
    public string? Before { get; init; }
}
