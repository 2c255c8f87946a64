using MayorsMechanism.Demonstration.Api;

namespace MayorsMechanism.Demonstration.Registry;

/// <summary>Fills the registry: organisations and most people by the secretariat, each network's own officer by that network.</summary>
static class Registering
{
    /// <summary>Somebody began to work here, with records of their own.</summary>
    public static async Task<bool> IsSomebodyElsesAsync(Stage stage)
    {
        // Lists begin with the oldest.
        if (await stage.Officer.ListAsync<OrganisationRecord>("/api/v1/organisations").FirstOrDefaultAsync() is { } first)
        {
            return (first.Name, first.Website) != (Organisations.First.Name, Organisations.First.Website);
        }
        return await stage.Officer.ListAsync<PersonRecord>("/api/v1/people").AnyAsync()
            || await stage.Officer.ListAsync<PersonRecord>("/api/v1/cycles").AnyAsync();
    }

    public static async Task OrganisationsAsync(Stage stage)
    {
        var known = await stage.Officer.ListAsync<OrganisationRecord>("/api/v1/organisations").ToLookupAsync(o => o.Name);
        await Stage.EachAsync("organisations", Organisations.All, async organisation =>
        {
            var record = known[organisation.Name].FirstOrDefault()
                ?? await stage.Officer.PostAsync<OrganisationRecord>("/api/v1/organisations", organisation);
            stage.Organisations[organisation.Name] = record.Id;
            if (!record.Verified) await stage.Officer.DoAsync<OrganisationRecord>($"/api/v1/organisations/{record.Id}", "verify", record.Version);
        });
    }

    public static Task MembershipsAsync(Stage stage) => Stage.EachAsync("memberships", Organisations.MembersOfUclg, async member =>
    {
        var (path, networkId) = ($"/api/v1/organisations/{stage.Organisations[member]}/memberships", stage.Organisations[Organisations.Uclg]);
        if (await stage.Officer.ListAsync<MembershipRecord>(path).AnyAsync(m => m.NetworkId == networkId)) return;
        await stage.Officer.PostAsync<MembershipRecord>(path, new { networkId });
    });

    public static async Task PeopleAsync(Stage stage)
    {
        var known = await stage.Officer.ListAsync<PersonRecord>("/api/v1/people").ToLookupAsync(p => p.Name);
        await Stage.EachAsync("people", People.All, async person =>
        {
            var record = known[person.Name].FirstOrDefault()
                ?? await By(stage, person).PostAsync<PersonRecord>("/api/v1/people", new { person.Name, emails = new[] { person.Email } });
            stage.People[person.Name] = (record.Id, await PositionAsync(stage, person, record.Id));
        });
    }

    static async Task<Guid> PositionAsync(Stage stage, Person person, Guid id)
    {
        var (path, organisationId) = ($"/api/v1/people/{id}/positions", stage.Organisations[person.Organisation]);
        var known = await stage.Officer.ListAsync<PositionRecord>(path).FirstOrDefaultAsync(p => p.OrganisationId == organisationId);
        return (known ?? await By(stage, person).PostAsync<PositionRecord>(path, new { organisationId, person.Title, person.Kind })).Id;
    }

    static ApiCaller By(Stage stage, Person person) => person.Network is { } network ? stage.Network(network) : stage.Officer;

    sealed record OrganisationRecord(Guid Id, int Version, string Name, string? Website, bool Verified);

    sealed record MembershipRecord(Guid NetworkId);

    sealed record PersonRecord(Guid Id, string Name);

    sealed record PositionRecord(Guid Id, Guid OrganisationId);
}
