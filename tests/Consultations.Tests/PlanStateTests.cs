using MayorsMechanism.Fixtures;

namespace MayorsMechanism.Consultations.Tests;

/// <summary>What may be written about a consultation and a session in each of their states, and by whom; their own steps are in TransitionTests.</summary>
public sealed class PlanStateTests(ConsultationsService service)
{
    static readonly string[] ConsultationStates = ["planned", "open", "under-way", "closed", "published"];

    static readonly string[] SessionStates = ["tentative", "confirmed", "held", "cancelled"];

    /// <summary>Ways to write, and the rule that refuses each in some states; every other state takes it.</summary>
    static readonly Dictionary<string, Dictionary<string, string>> InConsultations = new()
    {
        ["select-themes"] = new() { ["published"] = "selection-fixed" },
        ["sign"] = new() { ["published"] = "selection-fixed" },
        ["take-back"] = new() { ["published"] = "selection-fixed" },
        ["release"] = new() { ["planned"] = "not-open-yet" },
        ["patch"] = [],
        ["add-session"] = [],
        ["invite"] = [],
        ["add-document"] = [],
        ["set-target"] = [],
        ["record-exception"] = [],
        ["clone"] = [],
        ["enter-availability"] = [],
        ["enter-availability, a network"] = new() { ["planned"] = "404" },
    };

    static readonly Dictionary<string, Dictionary<string, string>> InSessions = new()
    {
        ["patch"] = new() { ["cancelled"] = "session-state" },
        ["put-links"] = new() { ["cancelled"] = "session-state" },
        ["give-role"] = [],
        ["end-role"] = [],
        ["make-call"] = new() { ["held"] = "session-over", ["cancelled"] = "session-over" },
        ["patch-call"] = [],
        ["reopen-call"] = new() { ["held"] = "session-over", ["cancelled"] = "session-over" },
        ["remove-call"] = [],
        ["invite"] = new() { ["held"] = "session-over", ["cancelled"] = "session-over" },
        ["propose"] = new() { ["held"] = "session-over", ["cancelled"] = "session-over" },
        ["propose, a network"] = new() { ["held"] = "session-over", ["cancelled"] = "session-over" },
        ["patch-nomination"] = [],
        ["patch-nomination, a network"] = [],
        ["add-slot"] = new() { ["cancelled"] = "session-over" },
        ["patch-slot"] = [],
        ["remove-slot"] = [],
    };

    static readonly string[] Networks = ["enter-availability", "propose", "patch-nomination"];

    public static TheoryData<string, string> OfConsultations => new(from write in InConsultations.Keys from state in ConsultationStates select (write, state));

    public static TheoryData<string, string> OfSessions => new(from write in InSessions.Keys from state in SessionStates select (write, state));

    [Theory, MemberData(nameof(OfConsultations))]
    public async Task A_consultation_is_written_about_while_its_state_allows_it(string write, string state)
    {
        var network = await service.NewNetworkAsync();
        var (_, mayor) = await service.NewMayorAsync(network.Id);
        var planned = await Planned.NewAsync(service);
        await planned.AddAsync("thematic");
        await planned.SelectAsync(1, 3, 4);
        await planned.SignAsync("host");
        foreach (var step in (string[])["open", "start", "close", "publish"])
        {
            if (planned.Consultation.Text("state") != state) await planned.GoAsync(step);
        }
        Func<ApiClient, Task<ApiAnswer>> writing = write.Split(',')[0] switch
        {
            "select-themes" => by => by.PostAsync($"{planned.Path}/select-themes", new { themes = new[] { 0, 1, 2 }.Select(planned.Theme) }, "*"),
            "sign" => by => by.PostAsync($"{planned.Path}/sign-offs", new { party = "chair", recorded = Planned.ByMail }, "*"),
            "take-back" => by => by.DeleteAsync($"{planned.Path}/sign-offs/host", "*"),
            "release" => by => by.PostAsync($"{planned.Path}/releases", new { changelog = new { en = "x" } }),
            "patch" => by => by.PatchAsync(planned.Path, new { objectives = "Voices of cities" }, "*"),
            "add-session" => by => by.PostAsync($"{planned.Path}/sessions", new { kind = "thematic", date = "2020-06-12", title = new { en = "x" }, timeZone = "UTC" }),
            "invite" => by => by.PostAsync("/api/v1/invitations",
                new { consultationId = planned.Consultation.Id, organisationId = network.Id, deadline = "2099-01-01T00:00:00Z" }),
            "add-document" => by => by.PostAsync($"{planned.Path}/documents?title=Note&name=note.pdf", new ByteArrayContent("%PDF-1.7"u8.ToArray())),
            "set-target" => by => by.PostAsync($"{planned.Path}/targets", new { dimension = "gender", value = "female", share = 50 }),
            "record-exception" => by => by.PostAsync($"{planned.Path}/exceptions",
                new { departure = "closing-missing", reason = "x", agreedBy = "Chair", recorded = Planned.ByMail }),
            "clone" => by => by.PostAsync($"{planned.Path}/clone", new { cycleId = planned.CycleId, name = "Again", start = "2023-06-01" }),
            _ => by => by.PostAsync($"{planned.Path}/availabilities",
                new { personId = mayor.Id, timeZone = "UTC", intervals = new[] { new { from = "2020-06-11T12:00:00Z", to = "2020-06-11T17:00:00Z" } } }),
        };

        await IsTakenAsync(write, writing, network, () => service.Secretariat.GetAsync(planned.Path), InConsultations[write].GetValueOrDefault(state));
    }

    [Theory, MemberData(nameof(OfSessions))]
    public async Task A_session_is_written_about_while_its_state_allows_it(string write, string state)
    {
        var network = await service.NewNetworkAsync();
        var session = await service.NewSessionAsync(seats: 5);
        var path = session.Location!;
        var (_, seated) = await service.NewMayorAsync(network.Id);
        var (_, next) = await service.NewMayorAsync(network.Id);
        var (_, turn) = await service.NewMayorAsync(network.Id);
        var speaker = await service.NewConfirmedAsync(session, seated);
        var other = await service.GoAsync(await ConsultationsService.Created(ConsultationsService.ProposeAsync(network.Api, session, turn)), "confirm");
        var slot = await ConsultationsService.Created(service.Secretariat.PostAsync($"{path}/slots", new { nominationId = speaker.Id, order = 1, minutesPlanned = 7 }));
        var role = await ConsultationsService.Created(service.Secretariat.PostAsync($"{path}/roles", new { role = "moderator", name = "Ana Souza" }));
        var call = await ConsultationsService.Created(service.Secretariat.PostAsync($"{path}/calls", Call((await service.NewNetworkAsync()).Id)));
        await service.GoAsync(call, "close");
        // Once it was released, what stands in a cancelled session stays until the next release.
        (await service.Secretariat.PostAsync($"/api/v1/consultations/{session.Text("consultationId")}/releases", new { changelog = new { en = "x" } })).Code.ShouldBe(201);
        foreach (var step in state switch { "tentative" => (string[])[], "confirmed" => ["confirm"], "held" => ["confirm", "hold"], _ => ["cancel"] })
        {
            (await service.Secretariat.PostAsync($"{path}/{step}", ifMatch: "*")).Code.ShouldBe(200);
        }
        Func<ApiClient, Task<ApiAnswer>> writing = write.Split(',')[0] switch
        {
            "patch" => by => by.PatchAsync(path, new { title = new { en = "Skills" } }, "*"),
            "put-links" => by => by.SendAsync(HttpMethod.Put, $"{path}/joining-links", new { links = new { en = "https://meet.example.org/en" } }, ("If-Match", "*")),
            "give-role" => by => by.PostAsync($"{path}/roles", new { role = "rapporteur", name = "Ana Souza" }),
            "end-role" => by => by.DeleteAsync(role.Location!, role.ETag),
            "make-call" => by => by.PostAsync($"{path}/calls", Call(network.Id)),
            "patch-call" => by => by.PatchAsync(call.Location!, new { seats = 2 }, "*"),
            "reopen-call" => by => by.PostAsync($"{call.Location}/reopen", ifMatch: "*"),
            "remove-call" => by => by.DeleteAsync(call.Location!, "*"),
            "invite" => by => by.PostAsync("/api/v1/invitations",
                new { consultationId = session.Text("consultationId"), sessionId = session.Id, organisationId = network.Id, deadline = "2099-01-01T00:00:00Z" }),
            "propose" => by => ConsultationsService.ProposeAsync(by, session, next),
            "patch-nomination" => by => by.PatchAsync($"/api/v1/nominations/{other.Id}", new { nameAsPrinted = "Dr. Souza" }, "*"),
            "add-slot" => by => by.PostAsync($"{path}/slots", new { nominationId = other.Id, order = 2, minutesPlanned = 7 }),
            "patch-slot" => by => by.PatchAsync(slot.Location!, new { minutesUsed = 9 }, "*"),
            _ => by => by.DeleteAsync(slot.Location!, "*"),
        };

        await IsTakenAsync(write, writing, network, () => service.Secretariat.GetAsync(path), InSessions[write].GetValueOrDefault(state));
    }

    /// <summary>Nobody without a token or with one for reading, and no network but where it is a network's; then who may.</summary>
    async Task IsTakenAsync(string write, Func<ApiClient, Task<ApiAnswer>> writing, NetworkClient network, Func<Task<ApiAnswer>> reading, string? rule)
    {
        var before = (await reading()).Body!.ToJsonString();
        (await writing(service.Client(null))).Code.ShouldBe(401);
        foreach (var role in TestTokens.Roles.Keys.Except(["administrator", "officer"])) (await writing(service.Client(TestTokens.Staff(role)))).Code.ShouldBe(403, role);
        var all = service.Client(TestTokens.Network(network.Id, "consultations:read", "consultations:write", "nominations:write"));
        if (!Networks.Contains(write.Split(',')[0])) (await writing(all)).Code.ShouldBe(403);
        (await reading()).Body!.ToJsonString().ShouldBe(before);

        var answer = await writing(write.EndsWith("a network", StringComparison.Ordinal) ? all : service.Secretariat);

        if (rule is null) answer.Code.ShouldBeOneOf([200, 201, 204], answer.ToString());
        else (answer.Rule ?? $"{answer.Code}").ShouldBe(rule, answer.ToString());
    }

    static object Call(object network) => new { networkId = network, seats = 1, deadline = "2099-01-01T00:00:00Z" };
}
