using MayorsMechanism.Messaging.Contracts;

namespace MayorsMechanism.Consultations.Tests;

/// <summary>What happens to a nomination after it was made.</summary>
public sealed class SeatTests(ConsultationsService service)
{
    [Fact]
    public async Task Of_many_confirmed_at_once_through_two_replicas_as_many_get_a_seat_as_there_are()
    {
        var session = await service.NewSessionAsync(seats: 3);
        var second = service.Client(Fixtures.TestTokens.Secretariat("nominations:write"), second: true);
        var proposed = new List<Fixtures.ApiAnswer>();
        foreach (var _ in Enumerable.Range(0, 12))
        {
            var (_, mayor) = await service.NewMayorAsync();
            proposed.Add(await ConsultationsService.Created(ConsultationsService.ProposeAsync(service.Secretariat, session, mayor)));
        }

        var answers = await Task.WhenAll(proposed.Select((nomination, i) =>
            (i % 2 == 0 ? service.Secretariat : second).PostAsync($"{nomination.Location}/confirm", ifMatch: nomination.ETag)));

        answers.Count(answer => answer.Code == 200).ShouldBe(3);
        answers.Count(answer => answer.Rule == "session-full").ShouldBe(9);
        var list = await service.Secretariat.GetAsync($"/api/v1/sessions/{session.Id}/nominations?limit=200&count=true");
        list.Items.Count(nomination => (string)nomination!["state"]! == "confirmed").ShouldBe(3);
    }

    [Fact]
    public async Task Whoever_withdraws_frees_the_seat()
    {
        var session = await service.NewSessionAsync(seats: 1);
        var first = await service.NewConfirmedAsync(session, (await service.NewMayorAsync()).Mayor);
        var second = await ConsultationsService.Created(ConsultationsService.ProposeAsync(service.Secretariat, session, (await service.NewMayorAsync()).Mayor));
        (await service.Secretariat.PostAsync($"{second.Location}/confirm", ifMatch: second.ETag)).Rule.ShouldBe("session-full");

        await service.GoAsync(await service.GoAsync(first, "accept"), "withdraw");

        (await service.Secretariat.PostAsync($"{second.Location}/confirm", ifMatch: second.ETag)).Code.ShouldBe(200);
    }

    [Theory]
    [InlineData("", "accept")]
    [InlineData("", "decline")]
    [InlineData("confirm", "confirm")]
    [InlineData("confirm accept", "decline")]
    [InlineData("confirm accept", "confirm")]
    [InlineData("confirm decline", "withdraw")]
    [InlineData("confirm decline", "accept")]
    [InlineData("withdraw", "confirm")]
    [InlineData("withdraw", "withdraw")]
    public async Task A_step_out_of_order_is_refused(string before, string verb)
    {
        var (_, mayor) = await service.NewMayorAsync();
        var now = await ConsultationsService.Created(ConsultationsService.ProposeAsync(service.Secretariat, await service.NewSessionAsync(), mayor));
        foreach (var step in before.Split(' ', StringSplitOptions.RemoveEmptyEntries)) now = await service.GoAsync(now, step);

        var refused = await service.Secretariat.PostAsync($"/api/v1/nominations/{now.Id}/{verb}", ifMatch: now.ETag);

        refused.Rule.ShouldBe("nomination-state", refused.ToString());
        (await service.Secretariat.GetAsync($"/api/v1/nominations/{now.Id}")).ETag.ShouldBe(now.ETag);
    }

    [Fact]
    public async Task A_step_needs_the_version_that_was_read()
    {
        var (_, mayor) = await service.NewMayorAsync();
        var proposed = await ConsultationsService.Created(ConsultationsService.ProposeAsync(service.Secretariat, await service.NewSessionAsync(), mayor));

        (await service.Secretariat.PostAsync($"{proposed.Location}/confirm")).Code.ShouldBe(428);
        (await service.Secretariat.PostAsync($"{proposed.Location}/confirm", ifMatch: "\"2\"")).Code.ShouldBe(412);
    }

    [Fact]
    public async Task An_answer_that_was_given_to_the_secretariat_is_recorded_and_told()
    {
        var declined = await service.GoAsync(
            await service.NewConfirmedAsync(await service.NewSessionAsync(), (await service.NewMayorAsync()).Mayor), "decline", new { reason = "On leave" });

        (declined.Text("state"), declined.Text("reason")).ShouldBe(("declined", "On leave"));
        var id = Guid.Parse(declined.Id);
        var told = await service.Elsewhere.HearAsync<NominationChanged>(n => n.Id == id && n.Version == 3);
        (told.State, told.Answered).ShouldBe(("declined", true));
    }

    [Fact]
    public async Task Nobody_is_seated_in_a_session_that_was_held()
    {
        var session = await service.NewSessionAsync();
        var proposed = await ConsultationsService.Created(ConsultationsService.ProposeAsync(service.Secretariat, session, (await service.NewMayorAsync()).Mayor));
        await service.GoAsync(await service.GoAsync(session, "confirm"), "hold");

        (await service.Secretariat.PostAsync($"{proposed.Location}/confirm", ifMatch: proposed.ETag)).Rule.ShouldBe("session-over");
    }

    [Fact]
    public async Task Of_two_records_that_were_merged_after_both_were_proposed_one_gets_a_seat()
    {
        var session = await service.NewSessionAsync();
        var (city, mayor) = await service.NewMayorAsync();
        var other = await service.TellAsync(Registry.Person(city.Id, "A. Souza", null));
        var first = await ConsultationsService.Created(ConsultationsService.ProposeAsync(service.Secretariat, session, mayor));
        var second = await ConsultationsService.Created(ConsultationsService.ProposeAsync(service.Secretariat, session, other));
        await service.TellAsync(other with { Version = 2, Status = "merged", CanonicalId = mayor.Id });

        await service.GoAsync(first, "confirm");

        (await service.Secretariat.PostAsync($"{second.Location}/confirm", ifMatch: "*")).Rule.ShouldBe("already-nominated");
    }

    [Fact]
    public async Task A_cancelled_session_withdraws_whoever_was_to_come_and_takes_the_event_back()
    {
        var session = await service.NewSessionAsync();
        var confirmed = await service.NewConfirmedAsync(session, (await service.NewMayorAsync()).Mayor);
        var declined = await service.GoAsync(await service.NewConfirmedAsync(session, (await service.NewMayorAsync()).Mayor), "decline");

        await service.GoAsync(session, "cancel");

        var withdrawn = await service.Secretariat.GetAsync($"/api/v1/nominations/{confirmed.Id}");
        (withdrawn.Text("state"), withdrawn.Text("reason")).ShouldBe(("withdrawn", "session-cancelled"));
        (await service.Secretariat.GetAsync($"/api/v1/nominations/{declined.Id}")).ETag.ShouldBe(declined.ETag);
        var id = Guid.Parse(confirmed.Id);
        (await service.Elsewhere.HearAsync<NominationChanged>(n => n.Id == id && n.Version == 3)).Calendar!.ShouldContain("METHOD:CANCEL");
    }

    [Fact]
    public async Task Sessions_ahead_are_listed_with_the_seats_that_are_taken_and_what_the_caller_may_see_of_those_proposed()
    {
        var (network, other) = (await service.NewNetworkAsync(), await service.NewNetworkAsync());
        var (_, member) = await service.NewMayorAsync(network.Id);
        var session = await service.NewSessionAsync();
        var over = await service.NewSessionAsync(consultation: session.Text("consultationId"));
        await service.GoAsync(over, "cancel");
        await ConsultationsService.Created(ConsultationsService.ProposeAsync(network.Api, session, member));
        await ConsultationsService.Created(ConsultationsService.ProposeAsync(service.Secretariat, session, (await service.NewMayorAsync()).Mayor));
        await service.GoAsync(await service.NewConfirmedAsync(session, (await service.NewMayorAsync()).Mayor), "accept");

        async Task<string> SeenBy(Fixtures.ApiClient caller)
        {
            var list = await caller.GetAsync($"/api/v1/sessions?over=false&consultation={session.Text("consultationId")}&count=true");
            var only = list.Items.ShouldHaveSingleItem()!;
            return $"{only["session"]!["id"]} {only["session"]!["seats"]} {only["seated"]} {only["proposed"]} of {list.Body!["total"]}";
        }
        (await SeenBy(service.Secretariat)).ShouldBe($"{session.Id} 3 1 2 of 1");
        (await SeenBy(network.Api)).ShouldBe($"{session.Id} 3 1 1 of 1");
        (await SeenBy(other.Api)).ShouldBe($"{session.Id} 3 1 0 of 1");
        (await service.Secretariat.GetAsync($"/api/v1/sessions?over=true&consultation={session.Text("consultationId")}"))
            .Items.ShouldHaveSingleItem()!["session"]!["id"]!.ToString().ShouldBe(over.Id);
    }

    [Fact]
    public async Task A_nomination_tells_the_names_of_today()
    {
        var (city, mayor) = await service.NewMayorAsync(name: "Ana Souza");
        var nomination = await ConsultationsService.Created(ConsultationsService.ProposeAsync(service.Secretariat, await service.NewSessionAsync(), mayor));
        (nomination.Text("person"), nomination.Text("organisation")).ShouldBe(("Ana Souza", "A city"));

        await service.TellAsync(mayor with { Version = 2, Name = "Ana Souza Lima" });
        await service.TellAsync(city with { Version = 2, Name = "The city" });

        var read = await service.Secretariat.GetAsync($"/api/v1/sessions/{nomination.Text("sessionId")}/nominations");
        var today = read.Items.ShouldHaveSingleItem()!;
        ($"{today["person"]}", $"{today["organisation"]}").ShouldBe(("Ana Souza Lima", "The city"));
    }
}
