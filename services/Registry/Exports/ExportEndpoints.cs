using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using MayorsMechanism.Registry.Imports.Files;
using MayorsMechanism.Registry.Memberships;
using MayorsMechanism.Registry.Organisations;
using MayorsMechanism.Registry.People;
using MayorsMechanism.ServiceDefaults.Security;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace MayorsMechanism.Registry.Exports;

static class ExportEndpoints
{
    const int Batch = 1000;

    public static void MapExports(this IEndpointRouteBuilder app)
    {
        var exports = app.MapGroup("/api/v1/registry/exports").WithTags("Exports");
        exports.MapGet("/organisations.{format:regex(^(csv|json)$)}", Organisations).RequireScope(Scopes.RegistryRead).WithName("ExportOrganisations")
            .WithSummary("Download organisations as CSV or JSON, with the filters of their list; an import takes the file back");
        exports.MapGet("/people.{format:regex(^(csv|json)$)}", People).RequireScope(Scopes.RegistryRead).WithName("ExportPeople")
            .WithSummary("Download people with their positions as CSV or JSON, with the filters of their list; an import takes the file back");
    }

    static ExportFile Organisations(
        string format, [AsParameters] OrganisationFilter filter, Tenancy tenancy, IOptions<JsonOptions> json, CancellationToken cancel) =>
        new(KnownColumns.Organisations, format, OrganisationsAsync(filter.Among(tenancy).AsNoTracking(), tenancy, json.Value.SerializerOptions, cancel));

    static async IAsyncEnumerable<JsonObject> OrganisationsAsync(
        IQueryable<Organisation> all, Tenancy tenancy, JsonSerializerOptions json, [EnumeratorCancellation] CancellationToken cancel)
    {
        for (var after = Guid.Empty; ;)
        {
            var batch = await all.Where(o => o.Id > after).OrderBy(o => o.Id).Take(Batch).ToListAsync(cancel);
            Guid[] ids = [.. batch.Select(o => o.Id)];
            var memberships = (await tenancy.Memberships.AsNoTracking().Where(m => ids.Contains(m.OrganisationId) && m.Status != MembershipStatus.Refused)
                .OrderBy(m => m.Id).ToListAsync(cancel)).ToLookup(m => m.OrganisationId);
            foreach (var o in batch)
            {
                yield return Record(o.Id, OrganisationResponse.BodyOf(o), "memberships", memberships[o.Id].Select(m => new { Network = m.NetworkId, m.From, m.To }), json);
            }
            if (batch.Count < Batch) yield break;
            after = batch[^1].Id;
        }
    }

    static async Task<ExportFile> People(
        string format, [AsParameters] PersonFilter filter, Tenancy tenancy, RegistryDbContext db, IOptions<JsonOptions> json, CancellationToken cancel) =>
        new(KnownColumns.People, format, PeopleAsync((await filter.AmongAsync(tenancy.People, tenancy, db, cancel)).AsNoTracking(), tenancy, json.Value.SerializerOptions, cancel));

    static async IAsyncEnumerable<JsonObject> PeopleAsync(
        IQueryable<Person> all, Tenancy tenancy, JsonSerializerOptions json, [EnumeratorCancellation] CancellationToken cancel)
    {
        for (var after = Guid.Empty; ;)
        {
            // Of an erased person there is nothing to download.
            var batch = await all.Where(p => p.Id > after && p.Status != PersonStatus.Erased).OrderBy(p => p.Id).Take(Batch).ToListAsync(cancel);
            Guid[] ids = [.. batch.Select(p => p.Id)];
            var positions = (await tenancy.ReadablePositions.AsNoTracking().Where(at => ids.Contains(at.PersonId)).OrderBy(at => at.Id).ToListAsync(cancel))
                .ToLookup(at => at.PersonId);
            var withheld = await tenancy.WithoutContactsAsync(ids, cancel);
            foreach (var p in batch)
            {
                var record = Record(p.Id, PersonResponse.BodyOf(p, withheld.Contains(p.Id)), "positions",
                    positions[p.Id].Select(at => new { Organisation = at.OrganisationId, at.Title, at.Kind, at.Elected, at.From, at.To }), json);
                record["consents"] = JsonSerializer.SerializeToNode(p.Consents, json);
                yield return record;
            }
            if (batch.Count < Batch) yield break;
            after = batch[^1].Id;
        }
    }

    static JsonObject Record<TBody, TPart>(Guid id, TBody body, string name, IEnumerable<TPart> parts, JsonSerializerOptions json)
    {
        var record = new JsonObject { ["id"] = id.ToString() };
        foreach (var (field, value) in JsonSerializer.SerializeToNode(body, json)!.AsObject().ToList()) record[field] = value?.DeepClone();
        record[name] = JsonSerializer.SerializeToNode(parts, json);
        return record;
    }
}
