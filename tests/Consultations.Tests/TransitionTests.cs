using MayorsMechanism.Fixtures;

namespace MayorsMechanism.Consultations.Tests;

/// <summary>Consultations, sessions, calls and invitations: every step from every state, by everybody who may try it. Nominations have tests of their own.</summary>
public sealed class TransitionTests(ConsultationsService service)
{
    static readonly Dictionary<string, Kind> Kinds = new()
    {
        ["consultation"] = new("consultation-state", ["open", "start", "close", "publish"], new()
        {
            ["planned"] = ([], ["open"]), ["open"] = (["open"], ["start"]), ["under-way"] = (["open", "start"], ["close"]),
            ["closed"] = (["open", "start", "close"], ["publish"]), ["published"] = (["open", "start", "close", "publish"], []),
        }),
        ["session"] = new("session-state", ["confirm", "hold", "cancel"], new()
        {
            ["tentative"] = ([], ["confirm", "hold", "cancel"]), ["confirmed"] = (["confirm"], ["hold", "cancel"]), ["held"] = (["hold"], []), ["cancelled"] = (["cancel"], []),
        }),
        ["call"] = new("call-state", ["close", "reopen"], new() { ["open"] = ([], ["close"]), ["closed"] = (["close"], ["reopen"]) }),
        ["invitation"] = new("invitation-state", ["accept", "decline", "withdraw"], new()
        {
            ["open"] = ([], ["accept", "decline", "withdraw"]), ["accepted"] = (["accept"], ["withdraw"]), ["declined"] = (["decline"], ["withdraw"]), ["withdrawn"] = (["withdraw"], []),
        }),
    };

    public static TheoryData<string, string> From
    {
        get
        {
            var all = new TheoryData<string, string>();
            foreach (var (kind, steps) in Kinds) foreach (var state in steps.States.Keys) all.Add(kind, state);
            return all;
        }
    }

    [Theory]
    [MemberData(nameof(From))]
    public async Task The_secretariat_takes_each_step_that_the_state_allows_and_is_told_the_rule_of_the_others(string kind, string state)
    {
        foreach (var verb in Kinds[kind].Verbs)
        {
            var record = await ReachAsync(kind, state, await service.NewNetworkAsync());

            var answer = await service.Secretariat.PostAsync($"{record.Path}/{verb}", ifMatch: record.ETag);

            if (Kinds[kind].States[state].Allowed.Contains(verb)) answer.Code.ShouldBe(200, $"{kind} {state} {verb}: {answer}");
            else answer.Rule.ShouldBe(Kinds[kind].Rule, $"{kind} {state} {verb}: {answer}");
        }
    }

    [Theory]
    [MemberData(nameof(From))]
    public async Task Nobody_else_takes_any_but_a_network_that_answers_for_itself(string kind, string state)
    {
        var (asked, stranger) = (await service.NewNetworkAsync(), await service.NewNetworkAsync());
        foreach (var verb in Kinds[kind].Verbs)
        {
            var record = await ReachAsync(kind, state, asked);
            var answers = kind == "invitation" && verb != "withdraw";
            async Task<ApiAnswer> TryAsync(ApiClient client) => await client.PostAsync($"{record.Path}/{verb}", ifMatch: record.ETag);

            (await TryAsync(service.Client(null))).Code.ShouldBe(401, verb);
            (await TryAsync(service.Client(TestTokens.Secretariat("consultations:read")))).Code.ShouldBe(403, verb);
            (await TryAsync(AllScopes(stranger))).Code.ShouldBe(answers ? 404 : 403, verb);
            var own = await TryAsync(AllScopes(asked));
            if (!answers) own.Code.ShouldBe(403, verb);
            else if (state == "open") own.Code.ShouldBe(200, $"{verb}: {own}");
            else own.Rule.ShouldBe("invitation-state", $"{verb}: {own}");
        }
    }

    [Theory]
    [MemberData(nameof(From))]
    public async Task Of_staff_administrators_and_officers_take_steps_and_the_others_only_read(string kind, string state)
    {
        foreach (var role in TestTokens.Roles.Keys)
        {
            using var staff = service.Client(TestTokens.Staff(role));
            foreach (var verb in Kinds[kind].Verbs)
            {
                var record = await ReachAsync(kind, state, await service.NewNetworkAsync());

                var answer = await staff.PostAsync($"{record.Path}/{verb}", ifMatch: record.ETag);

                if (role is not ("administrator" or "officer")) answer.Code.ShouldBe(403, $"{role} {kind} {state} {verb}: {answer}");
                else if (Kinds[kind].States[state].Allowed.Contains(verb)) answer.Code.ShouldBe(200, $"{role} {kind} {state} {verb}: {answer}");
                else answer.Rule.ShouldBe(Kinds[kind].Rule, $"{role} {kind} {state} {verb}: {answer}");
                (await staff.GetAsync(record.Path)).ETag.ShouldBe(answer.Code == 200 ? answer.ETag : record.ETag, $"{role} {kind} {state} {verb}: a refusal changes nothing");
            }
        }
    }

    ApiClient AllScopes(NetworkClient network) => service.Client(TestTokens.Network(network.Id, "consultations:read", "consultations:write", "nominations:write"));

    async Task<(string Path, string? ETag)> ReachAsync(string kind, string state, NetworkClient asked)
    {
        var record = await NewAsync(kind, asked);
        var (path, etag) = ($"/api/v1/{kind}s/{record.Id}", record.ETag);
        foreach (var step in Kinds[kind].States[state].Steps)
        {
            record = await service.Secretariat.PostAsync($"{path}/{step}", ifMatch: etag);
            etag = record.ETag;
        }
        record.Text("state").ShouldBe(state);
        return (path, etag);
    }

    async Task<ApiAnswer> NewAsync(string kind, NetworkClient asked)
    {
        if (kind == "consultation") return await service.NewConsultationAsync(open: false);
        var session = await service.NewSessionAsync();
        const string deadline = "2099-01-01T00:00:00Z";
        return kind switch
        {
            "session" => session,
            "call" => await ConsultationsService.Created(service.Secretariat.PostAsync($"{session.Location}/calls", new { networkId = asked.Id, seats = 1, deadline })),
            _ => await ConsultationsService.Created(service.Secretariat.PostAsync("/api/v1/invitations",
                new { consultationId = session.Text("consultationId"), sessionId = session.Id, organisationId = asked.Id, deadline })),
        };
    }

    /// <param name="Rule">Of a step that the state does not allow.</param>
    /// <param name="Verbs">All steps.</param>
    /// <param name="States">How each state is reached, and what is allowed from there.</param>
    sealed record Kind(string Rule, string[] Verbs, Dictionary<string, (string[] Steps, string[] Allowed)> States);
}
