using MayorsMechanism.Fixtures;

namespace MayorsMechanism.Consultations.Tests;

/// <summary>What a database or a calendar could not hold is refused at the door, and the answer names the field.</summary>
public sealed class HostileTextTests(ConsultationsService service)
{
    const string Nul = "\\u0000", Half = "\\ud83d", Bell = "\\u0007";

    [Theory]
    [InlineData(Nul)]
    [InlineData(Half)]
    [InlineData(Bell)]
    public async Task Text_that_is_none_is_refused_wherever_text_is_taken(string hostile)
    {
        var session = await service.NewSessionAsync();
        var consultation = $"/api/v1/consultations/{session.Text("consultationId")}";
        var (_, mayor) = await service.NewMayorAsync();
        var nomination = await service.NewConfirmedAsync(session, mayor);
        var path = $"/api/v1/nominations/{nomination.Id}";

        await RefusedAsync("title", service.Secretariat.PostAsync($"{consultation}/sessions", SessionWith("title", $$"""{ "en": "a{{hostile}}b" }""")));
        await RefusedAsync("changelog", service.Secretariat.PostAsync($"{consultation}/releases", $$"""{ "changelog": { "en": "a{{hostile}}b" } }"""));
        await RefusedAsync("name", service.Secretariat.PostAsync($"{session.Location}/roles", $$"""{ "role": "rapporteur", "name": "a{{hostile}}b" }"""));
        await RefusedAsync("name", service.Secretariat.PostAsync("/api/v1/cycles", $$"""{ "name": "a{{hostile}}b", "chair": "AE", "themes": ["x"] }"""));
        await RefusedAsync("nameAsPrinted", service.Secretariat.PatchAsync(path, $$"""{ "nameAsPrinted": "a{{hostile}}b" }""", nomination.ETag));
        await RefusedAsync("title", service.Secretariat.PatchAsync(session.Location!, $$"""{ "title": { "es": "a{{hostile}}b" } }""", session.ETag));
        await RefusedAsync("", service.Secretariat.PatchAsync(session.Location!, $$"""{ "{{Half}}": 1 }""", session.ETag));
        await RefusedAsync("reason", service.Secretariat.PostAsync($"{path}/decline", $$"""{ "reason": "a{{hostile}}b" }""", nomination.ETag));
        await RefusedAsync("language", service.Secretariat.GetAsync($"/calendar/consultations/{session.Text("consultationId")}.ics?language=%00"));
    }

    [Theory]
    [InlineData("title", "{}")]
    [InlineData("title", """{ "en": null }""")]
    [InlineData("title", """{ "en": " " }""")]
    [InlineData("title", """{ "": "x" }""")]
    [InlineData("duration", "\"P1Y\"")]
    [InlineData("duration", "\"PT99999999999H\"")]
    [InlineData("duration", "\"-PT90M\"")]
    [InlineData("duration", "\"PT0S\"")]
    [InlineData("duration", "\"\"")]
    [InlineData("date", "\"0001-01-01\"")]
    [InlineData("date", "\"2020-02-30\"")]
    [InlineData("start", "\"9999-12-31T23:59:59.9999999Z\"")]
    [InlineData("start", "\"2020-06-11T14:00:00\"")]
    [InlineData("timeZone", "\"Mars/Olympus\"")]
    [InlineData("timeZone", "\"../../etc/passwd\"")]
    [InlineData("seats", "99999999999999999999")]
    [InlineData("kind", "\"\\u0000\"")]
    public async Task A_session_that_cannot_be_is_refused_with_the_name_of_what_is_wrong(string field, string value)
    {
        var consultation = await service.NewConsultationAsync();

        await RefusedAsync(field, service.Secretariat.PostAsync($"/api/v1/consultations/{consultation.Id}/sessions", SessionWith(field, value)));
    }

    static string SessionWith(string field, string value)
    {
        var body = new Dictionary<string, string>
        {
            ["kind"] = "\"thematic\"", ["date"] = "\"2020-06-11\"", ["title"] = """{ "en": "x" }""", ["timeZone"] = "\"UTC\"", [field] = value,
        };
        return $"{{ {string.Join(", ", body.Select(member => $"\"{member.Key}\": {member.Value}"))} }}";
    }

    static async Task RefusedAsync(string field, Task<ApiAnswer> asking)
    {
        var answer = await asking;
        answer.Code.ShouldBe(400, $"{field}: {answer}");
        answer.Body!["errors"]!.AsObject().ShouldHaveSingleItem().Key.Split('.')[0].ShouldBe(field, answer.ToString());
    }
}
