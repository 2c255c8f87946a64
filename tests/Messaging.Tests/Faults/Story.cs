using MayorsMechanism.Fixtures;

namespace MayorsMechanism.Messaging.Tests.Faults;

/// <summary>A plan with a session, and people who can be nominated for it.</summary>
sealed class Story(Services services, ApiAnswer cycle, ApiAnswer consultation, ApiAnswer session, string organisation)
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
        return new Story(services, cycle, consultation, session, organisation.Id);
    }

    /// <summary>Alters each record of the plan, and invites to it.</summary>
    public async Task AlterAsync()
    {
        var at = services.At("consultations");
        Must(await at.PatchAsync(cycle.Location!, new { name = "GFMD 2031", chair = "EC" }, cycle.ETag), 200);
        Must(await at.PatchAsync(consultation.Location!, new { hostChair = "CR", objectives = "Voices of cities" }, consultation.ETag), 200);
        Must(await at.PatchAsync(session.Location!, new { date = "2030-06-12", start = "2030-06-12T15:00:00Z", title = new { en = "Skills" } }, session.ETag), 200);
        var invitation = Must(await Eventually.BecomesAsync(
            () => at.PostAsync("/api/v1/invitations", new { consultationId = consultation.Id, organisationId = organisation, deadline = "2030-05-01T12:00:00Z" }),
            // Until the organisation is known there.
            answer => answer.Code != 400), 201);
        Must(await at.PostAsync($"{invitation.Location}/withdraw", ifMatch: invitation.ETag), 200);
    }

    /// <summary>Registers a person with a position.</summary>
    public async Task<Representative> RegisterAsync(string name, string? email = null)
    {
        var person = Must(await services.At("registry").PostAsync("/api/v1/people", new
        {
            name, gender = "woman", languages = new[] { "es", "pt" }, emails = new[] { email ?? $"{Guid.NewGuid():n}@city.example", "office@city.example" },
            consents = new[] { Consent("quote", true), Consent("photo", true), Consent("quote", false) },
        }), 201);
        var position = Must(await services.At("registry").PostAsync($"/api/v1/people/{person.Id}/positions",
            new { organisationId = organisation, title = "Alcaldesa", kind = "mayor", elected = true, from = "2018-01-01", to = "2033-12-31" }), 201);
        return new Representative(person.Id, position.Id);
    }

    /// <summary>Nominates; asks again while the other service has not heard of the person.</summary>
    public async Task<ApiAnswer> NominateAsync(Representative who)
    {
        var answer = await Eventually.BecomesAsync(
            () => services.At("consultations").PostAsync($"{session.Location}/nominations",
                new { personId = who.Person, positionId = who.Position, onBehalfOf = organisation }),
            answer => answer.Rule is not "reference-not-yet-known");
        return Must(answer, 201);
    }

    public async Task<ApiAnswer> ConfirmAsync(ApiAnswer nomination) =>
        Must(await services.At("consultations").PostAsync($"/api/v1/nominations/{nomination.Id}/confirm", ifMatch: nomination.ETag), 200);

    /// <summary>Records that the confirmed person comes, and what was said then.</summary>
    public async Task<ApiAnswer> SpeakAsync(Representative who, ApiAnswer confirmed)
    {
        Must(await services.At("consultations").PostAsync($"/api/v1/nominations/{confirmed.Id}/accept",
            new { recorded = new { channel = "phone", date = "2020-01-01" } }, confirmed.ETag), 200);
        return Must(await Eventually.BecomesAsync(
            () => services.At("outcomes").PostAsync("/api/v1/contributions",
                new { sessionId = session.Id, personId = who.Person, onBehalfOf = organisation, language = "es", text = "Bienvenidos.", attribution = "named" }),
            answer => answer.Rule is not ("reference-not-yet-known" or "not-seated")), 201);
    }

    public async Task<ApiAnswer> WithdrawAsync(ApiAnswer nomination) =>
        Must(await services.At("consultations").PostAsync($"/api/v1/nominations/{nomination.Id}/withdraw", ifMatch: nomination.ETag), 200);

    static object Consent(string use, bool granted) => new { use, granted, source = "form" };

    public static ApiAnswer Must(ApiAnswer answer, int code)
    {
        answer.Code.ShouldBe(code, answer.ToString());
        return answer;
    }
}

sealed record Representative(string Person, string Position);
