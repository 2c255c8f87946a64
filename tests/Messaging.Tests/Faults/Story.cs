using MayorsMechanism.Fixtures;

namespace MayorsMechanism.Messaging.Tests.Faults;

/// <summary>A session, and people who can be nominated for it.</summary>
sealed class Story(Services services, string session, string organisation)
{
    public static async Task<Story> BeginAsync(Services services, int seats = 1000)
    {
        var organisation = Must(await services.At("registry").PostAsync("/api/v1/organisations", new { name = "La Pintana", kind = "municipality", country = "CL" }), 201);
        var at = services.At("consultations");
        var cycle = Must(await at.PostAsync("/api/v1/cycles", new { name = "GFMD 2030", chair = "AE", themes = new[] { "Skills" } }), 201);
        var consultation = Must(await at.PostAsync("/api/v1/consultations",
            new { cycleId = cycle.Id, name = "Puebla Process Consultation", region = "019", template = "regional-consultation" }), 201);
        var session = Must(await at.PostAsync($"/api/v1/consultations/{consultation.Id}/sessions", new
        {
            kind = "additional", date = "2030-06-11", title = new { en = "Skilling migrants", es = "Formar a las personas migrantes" },
            start = "2030-06-11T15:00:00Z", duration = "PT90M", timeZone = "America/Costa_Rica", languages = new[] { "en", "es" }, seats,
        }), 201);
        return new Story(services, session.Id, organisation.Id);
    }

    /// <summary>Registers a person with a position.</summary>
    public async Task<Representative> RegisterAsync(string name, string? email = null)
    {
        var person = Must(await services.At("registry").PostAsync("/api/v1/people", new { name, languages = new[] { "es" }, emails = new[] { email ?? $"{Guid.NewGuid():n}@city.example" } }), 201);
        var position = Must(await services.At("registry").PostAsync($"/api/v1/people/{person.Id}/positions",
            new { organisationId = organisation, title = "Alcaldesa", kind = "mayor", from = "2018-01-01" }), 201);
        return new Representative(person.Id, position.Id);
    }

    /// <summary>Nominates; asks again while the other service has not heard of the person.</summary>
    public async Task<ApiAnswer> NominateAsync(Representative who)
    {
        var answer = await Eventually.BecomesAsync(
            () => services.At("consultations").PostAsync($"/api/v1/sessions/{session}/nominations",
                new { personId = who.Person, positionId = who.Position, onBehalfOf = organisation }),
            answer => answer.Rule is not "reference-not-yet-known");
        return Must(answer, 201);
    }

    public async Task<ApiAnswer> ConfirmAsync(ApiAnswer nomination) =>
        Must(await services.At("consultations").PostAsync($"/api/v1/nominations/{nomination.Id}/confirm", ifMatch: nomination.ETag), 200);

    public async Task<ApiAnswer> WithdrawAsync(ApiAnswer nomination) =>
        Must(await services.At("consultations").PostAsync($"/api/v1/nominations/{nomination.Id}/withdraw", ifMatch: nomination.ETag), 200);

    public static ApiAnswer Must(ApiAnswer answer, int code)
    {
        answer.Code.ShouldBe(code, answer.ToString());
        return answer;
    }
}

sealed record Representative(string Person, string Position);
