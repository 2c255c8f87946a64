using MayorsMechanism.Demonstration.Registry;

namespace MayorsMechanism.Demonstration.Planning;

/// <summary>Networks nominate their own officers, the Mechanism the others; the secretariat seats them and records that they come.</summary>
static class Nominating
{
    static readonly string[] Standing = ["proposed", "confirmed", "accepted", "attended", "absent"];

    public static Task SeatAsync(Stage stage)
    {
        (Session Session, Person Person)[] seats = [.. Sessions.All.SelectMany(session =>
            session.Representatives.Select(name => (session, People.All.Single(person => person.Name == name))))];
        return Stage.EachAsync("nominations", seats, async seat =>
        {
            var nomination = await ProposedAsync(stage, stage.Sessions[seat.Session.Key], seat.Person);
            var path = $"/api/v1/nominations/{nomination.Id}";
            if (nomination.State is "proposed") nomination = await stage.Officer.DoAsync<NominationRecord>(path, "confirm", nomination.Version);
            if (nomination.State is "confirmed") await stage.Officer.DoAsync<NominationRecord>(path, "accept", nomination.Version);
        });
    }

    static async Task<NominationRecord> ProposedAsync(Stage stage, Guid session, Person person)
    {
        var path = $"/api/v1/sessions/{session}/nominations";
        var (personId, positionId) = stage.People[person.Name];
        var known = await stage.Officer.ListAsync<NominationRecord>(path).FirstOrDefaultAsync(n => n.PersonId == personId && Standing.Contains(n.State));
        if (known is not null) return known;
        var nominator = person.Network is { } network ? stage.Network(network) : stage.Officer;
        return await nominator.PostAsync<NominationRecord>(path, new { personId, positionId, onBehalfOf = stage.Organisations[person.Organisation] });
    }

    sealed record NominationRecord(Guid Id, int Version, Guid PersonId, string State);
}
