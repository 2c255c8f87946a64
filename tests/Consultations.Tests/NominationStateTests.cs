using MayorsMechanism.Fixtures;

namespace MayorsMechanism.Consultations.Tests;

/// <summary>Every step from every state, by everybody who may try it.</summary>
public sealed class NominationStateTests(ConsultationsService service)
{
    static readonly string[] Verbs = ["confirm", "accept", "decline", "withdraw", "attend", "absent"];

    /// <summary>How each state is reached, and what the secretariat may do from there.</summary>
    static readonly Dictionary<string, (string[] Steps, string[] Allowed)> States = new()
    {
        ["proposed"] = ([], ["confirm", "withdraw"]),
        ["confirmed"] = (["confirm"], ["accept", "decline", "withdraw", "attend", "absent"]),
        ["accepted"] = (["confirm", "accept"], ["withdraw", "attend", "absent"]),
        ["declined"] = (["confirm", "decline"], []),
        ["withdrawn"] = (["withdraw"], []),
        ["attended"] = (["confirm", "attend"], ["absent"]),
        ["absent"] = (["confirm", "absent"], ["attend"]),
    };

    static readonly Dictionary<string, string> Reaches = new()
    {
        ["confirm"] = "confirmed", ["accept"] = "accepted", ["decline"] = "declined", ["withdraw"] = "withdrawn", ["attend"] = "attended", ["absent"] = "absent",
    };

    public static TheoryData<string> From => [.. States.Keys];

    [Theory]
    [MemberData(nameof(From))]
    public async Task The_secretariat_takes_each_step_that_the_state_allows_and_is_told_the_rule_of_the_others(string state)
    {
        ApiAnswer? nomination = null;
        foreach (var verb in Verbs)
        {
            nomination ??= await ReachAsync(state, await service.NewSessionAsync(seats: 1), null);

            var answer = await service.Secretariat.PostAsync($"/api/v1/nominations/{nomination.Id}/{verb}", ifMatch: nomination.ETag);

            if (States[state].Allowed.Contains(verb)) (answer.Code, answer.Text("state")).ShouldBe((200, Reaches[verb]), $"{state} {verb}: {answer}");
            else answer.Rule.ShouldBe("nomination-state", $"{state} {verb}: {answer}");
            if (answer.Code == 200) nomination = null;
        }
    }

    [Theory]
    [MemberData(nameof(From))]
    public async Task Of_staff_administrators_and_officers_take_steps_and_the_others_only_read(string state)
    {
        ApiAnswer? nomination = null;
        foreach (var role in TestTokens.Roles.Keys)
        {
            using var staff = service.Client(TestTokens.Staff(role));
            foreach (var verb in Verbs)
            {
                nomination ??= await ReachAsync(state, await service.NewSessionAsync(seats: 1), null);

                var answer = await staff.PostAsync($"/api/v1/nominations/{nomination.Id}/{verb}", ifMatch: nomination.ETag);

                if (role is not ("administrator" or "officer")) answer.Code.ShouldBe(403, $"{role} {state} {verb}: {answer}");
                else if (States[state].Allowed.Contains(verb)) answer.Text("state").ShouldBe(Reaches[verb], $"{role} {state} {verb}: {answer}");
                else answer.Rule.ShouldBe("nomination-state", $"{role} {state} {verb}: {answer}");
                (await staff.GetAsync($"/api/v1/nominations/{nomination.Id}")).ETag.ShouldBe(answer.Code == 200 ? answer.ETag : nomination.ETag, $"{role} {state} {verb}");
                if (answer.Code == 200) nomination = null;
            }
        }
    }

    [Theory]
    [MemberData(nameof(From))]
    public async Task In_a_session_that_was_held_nobody_leaves_and_in_a_cancelled_one_nobody_came_from_whatever_state(string state)
    {
        foreach (var verb in Verbs)
        {
            (await InAsync("held", state, verb)).ShouldBe(OverIn("held", state, verb), $"held {state} {verb}");
            // Where somebody came or stayed away nothing is cancelled.
            if (state is not ("attended" or "absent")) (await InAsync("cancelled", state, verb)).ShouldBe(OverIn("cancelled", state, verb), $"cancelled {state} {verb}");
        }

        async Task<string?> InAsync(string over, string state, string verb)
        {
            var session = await service.NewSessionAsync();
            var nomination = await ReachAsync(state, session, null);
            // Once it was released, only the next release takes the nomination back.
            await service.Secretariat.PostAsync($"/api/v1/consultations/{session.Text("consultationId")}/releases", new { changelog = new { en = "x" } });
            (await service.Secretariat.PostAsync($"{session.Location}/{(over == "held" ? "hold" : "cancel")}", ifMatch: "*")).Code.ShouldBe(200);
            var answer = await service.Secretariat.PostAsync($"/api/v1/nominations/{nomination.Id}/{verb}", ifMatch: "*");
            return answer.Code == 200 ? null : answer.Rule;
        }

        // Whoever waits may be withdrawn at any time; who has a seat leaves none that was held; nobody is seated in what is over.
        static string? OverIn(string over, string state, string verb) =>
            !States[state].Allowed.Contains(verb) ? "nomination-state"
            : verb is "confirm" || verb is "attend" or "absent" && over == "cancelled" || verb is "decline" or "withdraw" && over == "held" && state != "proposed" ? "session-over"
            : null;
    }

    [Theory]
    [MemberData(nameof(From))]
    public async Task A_network_withdraws_its_own_while_they_are_still_to_come_and_nobody_else_s(string state)
    {
        var (own, other, stranger) = (await service.NewNetworkAsync(), await service.NewNetworkAsync(), await service.NewNetworkAsync());
        var nomination = await ReachAsync(state, await service.NewSessionAsync(), own, alsoOf: other);
        var path = $"/api/v1/nominations/{nomination.Id}";

        foreach (var verb in Verbs.Where(verb => verb != "withdraw"))
        {
            (await own.Api.PostAsync($"{path}/{verb}", ifMatch: nomination.ETag)).Code.ShouldBe(403, verb);
        }
        (await stranger.Api.PostAsync($"{path}/withdraw", ifMatch: nomination.ETag)).Code.ShouldBe(404);
        (await other.Api.PostAsync($"{path}/withdraw", ifMatch: nomination.ETag)).Code.ShouldBe(403);
        var withdrawn = await own.Api.PostAsync($"{path}/withdraw", ifMatch: nomination.ETag);
        if (States[state].Allowed.Contains("withdraw")) withdrawn.Text("state").ShouldBe("withdrawn");
        else withdrawn.Rule.ShouldBe("nomination-state");
    }

    [Theory]
    [MemberData(nameof(From))]
    public async Task The_person_answers_by_link_while_the_seat_waits_for_an_answer_and_in_no_other_state(string state)
    {
        foreach (var answer in (string[])["accept", "decline"])
        {
            var nomination = await ReachAsync(state, await service.NewSessionAsync(), null);
            var person = Registry.Person(Guid.NewGuid(), "Ana Souza", null) with { Id = Guid.Parse(nomination.Text("personId")) };
            var token = await LinkTests.IssueAsync(service, LinkTests.NewToken(), nomination, person);

            var answered = await service.Client(null).PostAsync("/api/v1/nominations/link/answer", new { token, answer });

            if (state == "confirmed") answered.Text("state").ShouldBe(Reaches[answer], $"{answer}: {answered}");
            else answered.Rule.ShouldBe("nomination-state", $"{state} {answer}: {answered}");
            (await service.Secretariat.GetAsync($"/api/v1/nominations/{nomination.Id}")).Text("state").ShouldBe(state == "confirmed" ? Reaches[answer] : state);
        }
    }

    [Theory]
    [InlineData("attend")]
    [InlineData("absent")]
    public async Task Nobody_has_come_or_stayed_away_before_the_session_s_day_in_its_zone(string verb)
    {
        // In Kiritimati it is tomorrow before it is anywhere else.
        var here = DateOnly.FromDateTime(TimeZoneInfo.ConvertTimeBySystemTimeZoneId(DateTimeOffset.UtcNow, "Pacific/Kiritimati").DateTime);
        var tomorrow = await service.GoAsync(await ProposeAsync(await OnAsync(here.AddDays(2)), null), "confirm");
        var today = await service.GoAsync(await ProposeAsync(await OnAsync(here), null), "confirm");

        (await service.Secretariat.PostAsync($"/api/v1/nominations/{tomorrow.Id}/{verb}", ifMatch: tomorrow.ETag)).Rule.ShouldBe("session-not-yet");
        (await service.Secretariat.PostAsync($"/api/v1/nominations/{today.Id}/{verb}", ifMatch: today.ETag)).Code.ShouldBe(200);
    }

    [Fact]
    public async Task After_a_session_was_held_a_seat_is_neither_declined_nor_withdrawn_and_in_a_cancelled_one_nobody_came()
    {
        var (held, cancelled) = (await service.NewSessionAsync(), await service.NewSessionAsync());
        var (seated, proposed, gone) = (await ReachAsync("confirmed", held, null), await ReachAsync("proposed", held, null), await ReachAsync("confirmed", cancelled, null));
        await service.GoAsync(await service.GoAsync(held, "confirm"), "hold");
        // Once it was released, only the next release takes it back.
        (await service.Secretariat.PostAsync($"/api/v1/consultations/{cancelled.Text("consultationId")}/releases", new { changelog = new { en = "x" } })).Code.ShouldBe(201);
        (await service.Secretariat.PostAsync($"{cancelled.Location}/cancel", ifMatch: "*")).Code.ShouldBe(200);

        foreach (var verb in (string[])["decline", "withdraw"]) (await RuleAsync(seated, verb)).ShouldBe("session-over", verb);
        foreach (var verb in (string[])["attend", "absent"]) (await RuleAsync(gone, verb)).ShouldBe("session-over", verb);
        (await RuleAsync(proposed, "confirm")).ShouldBe("session-over");
        (await RuleAsync(proposed, "withdraw")).ShouldBeNull("nobody waits for what is over");

        async Task<string?> RuleAsync(ApiAnswer nomination, string verb) =>
            (await service.Secretariat.PostAsync($"/api/v1/nominations/{nomination.Id}/{verb}", ifMatch: "*")).Rule;
    }

    [Fact]
    public async Task Who_came_keeps_the_seat_and_is_not_nominated_twice()
    {
        var session = await service.NewSessionAsync(seats: 1);
        var (_, mayor) = await service.NewMayorAsync();
        await service.GoAsync(await service.NewConfirmedAsync(session, mayor), "attend");
        var late = await ProposeAsync(session, null);

        (await service.Secretariat.PostAsync($"/api/v1/nominations/{late.Id}/confirm", ifMatch: late.ETag)).Rule.ShouldBe("session-full");
        (await ConsultationsService.ProposeAsync(service.Secretariat, session, mayor)).Rule.ShouldBe("already-nominated");
    }

    [Fact]
    public async Task An_answer_that_came_by_phone_is_kept_with_who_recorded_it_its_day_and_its_evidence()
    {
        var confirmed = await service.GoAsync(await ProposeAsync(await service.NewSessionAsync(), null), "confirm");

        var tooEarly = await service.Secretariat.PostAsync($"/api/v1/nominations/{confirmed.Id}/accept",
            new { recorded = new { channel = "phone", date = DateOnly.FromDateTime(DateTime.UtcNow).AddDays(3) } }, confirmed.ETag);
        var accepted = await service.GoAsync(confirmed, "accept", new { recorded = new { channel = "phone", date = "2020-06-02", evidence = "Call with the cabinet" } });

        tooEarly.Body!["errors"]!["recorded.date"].ShouldNotBeNull();
        var recorded = accepted.Body!["recorded"]!;
        ($"{recorded["channel"]}", $"{recorded["date"]}", $"{recorded["evidence"]}").ShouldBe(("phone", "2020-06-02", "Call with the cabinet"));
        (await service.Secretariat.GetAsync($"/api/v1/nominations/{confirmed.Id}", ifNoneMatch: accepted.ETag)).Code.ShouldBe(200, "its warnings change without it");
        $"{recorded["by"]}".ShouldNotBeEmpty();
    }

    [Fact]
    public async Task A_network_knows_that_an_answer_was_recorded_and_not_on_what_ground()
    {
        var network = await service.NewNetworkAsync();
        var session = await service.NewSessionAsync();
        var (_, mayor) = await service.NewMayorAsync(network.Id);
        var proposed = await ConsultationsService.Created(ConsultationsService.ProposeAsync(network.Api, session, mayor));
        await service.GoAsync(await service.GoAsync(proposed, "confirm"), "accept", new { recorded = new { channel = "phone", date = "2020-06-02", evidence = "Call with the cabinet" } });

        foreach (var answer in (ApiAnswer[])[await network.Api.GetAsync(proposed.Location!), await network.Api.GetAsync($"{session.Location}/nominations"),
            await network.Api.GetAsync("/api/v1/consultations/changes?limit=200")])
        {
            answer.ToString().ShouldNotContain("Call with the cabinet");
        }
        var recorded = (await network.Api.GetAsync(proposed.Location!)).Body!["recorded"]!;
        ($"{recorded["channel"]}", $"{recorded["date"]}", (string?)recorded["by"]).ShouldBe(("phone", "2020-06-02", null));
    }

    [Fact]
    public async Task The_name_as_printed_the_zone_and_the_rank_are_the_nominator_s_to_change()
    {
        var (own, other) = (await service.NewNetworkAsync(), await service.NewNetworkAsync());
        var proposed = await ProposeAsync(await service.NewSessionAsync(), own, alsoOf: other);
        var path = $"/api/v1/nominations/{proposed.Id}";

        var changed = await own.Api.PatchAsync(path, new { nameAsPrinted = "Dr. Ana Souza", timeZone = "America/Sao_Paulo", alternateRank = 2 }, proposed.ETag);

        (changed.Text("nameAsPrinted"), changed.Text("timeZone"), (int)changed.Body!["alternateRank"]!).ShouldBe(("Dr. Ana Souza", "America/Sao_Paulo", 2));
        (await other.Api.PatchAsync(path, new { nameAsPrinted = "X" }, changed.ETag)).Code.ShouldBe(403);
        (await own.Api.PatchAsync(path, new { nameAsPrinted = "X" }, proposed.ETag)).Code.ShouldBe(412);
        (await own.Api.PatchAsync(path, new { timeZone = "Mars/Olympus" }, changed.ETag)).Body!["errors"]!["timeZone"].ShouldNotBeNull();
        var withdrawn = await own.Api.PostAsync($"{path}/withdraw", ifMatch: changed.ETag);
        (await own.Api.PatchAsync(path, new { nameAsPrinted = "X" }, withdrawn.ETag)).Rule.ShouldBe("nomination-state");
    }

    async Task<ApiAnswer> ReachAsync(string state, ApiAnswer session, NetworkClient? network, NetworkClient? alsoOf = null)
    {
        var nomination = await ProposeAsync(session, network, alsoOf);
        foreach (var step in States[state].Steps) nomination = await service.GoAsync(nomination, step);
        nomination.Text("state").ShouldBe(state);
        return nomination;
    }

    async Task<ApiAnswer> ProposeAsync(ApiAnswer session, NetworkClient? network, NetworkClient? alsoOf = null)
    {
        var city = Registry.Organisation("A city", "municipality");
        var networks = new[] { network, alsoOf }.OfType<NetworkClient>();
        await service.TellAsync(city with { Memberships = [.. networks.Select(n => new Messaging.Contracts.OrganisationMembership { NetworkId = n.Id, Status = "confirmed" })] });
        var mayor = await service.TellAsync(Registry.Person(city.Id, "Ana Souza", "ana@example.org"));
        return await ConsultationsService.Created(ConsultationsService.ProposeAsync(network?.Api ?? service.Secretariat, session, mayor));
    }

    Task<ApiAnswer> OnAsync(DateOnly day) => service.NewSessionAsync(body: new
    {
        kind = "thematic", date = day, title = new { en = "Near the date line" }, timeZone = "Pacific/Kiritimati", seats = 3,
    });
}
