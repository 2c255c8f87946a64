using MayorsMechanism.Fixtures;
using MayorsMechanism.Messaging.Contracts;
using Microsoft.EntityFrameworkCore;

namespace MayorsMechanism.Consultations.Tests;

public sealed class ChangesTests(ConsultationsService service)
{
    /// <summary>Where the feed ends before the test: others' records are none of it.</summary>
    readonly Lazy<Task<string>> _start = new(async () => $"{await service.ReadAsync(db => db.History.MaxAsync(entry => entry.Position)) ?? 0}");

    [Fact]
    public async Task A_reader_mirrors_what_it_may_see_and_drops_what_it_does_not_see_any_more()
    {
        await _start.Value;
        var (network, stranger) = (await service.NewNetworkAsync(), await service.NewNetworkAsync());
        var (_, mayor) = await service.NewMayorAsync(network.Id);
        var planned = await service.NewConsultationAsync(open: false);
        var session = await service.NewSessionAsync(consultation: planned.Id);
        var nomination = await ConsultationsService.Created(ConsultationsService.ProposeAsync(service.Secretariat, session, mayor));
        (await MirrorAsync(network.Api)).Records.Keys.ShouldNotContain(planned.Id);

        await service.GoAsync(planned, "open");
        await service.GoAsync(session, "confirm");
        var confirmed = await service.GoAsync(nomination, "confirm");
        var (seen, after) = await MirrorAsync(network.Api);
        (seen[planned.Id], seen[session.Id], seen[nomination.Id]).ShouldBe(("open", "confirmed", "confirmed"));
        (await MirrorAsync(stranger.Api)).Records.Keys.ShouldNotContain(nomination.Id);

        await service.TellAsync(mayor with { Version = 2, Positions = [mayor.Positions[0] with { To = new(2020, 12, 31) }] });
        await service.GoAsync(confirmed, "accept");

        (await MirrorAsync(network.Api, after)).Records[nomination.Id].ShouldBe("gone");
        (await MirrorAsync(stranger.Api)).Records.Keys.ShouldNotContain(nomination.Id);
        (await MirrorAsync(service.Secretariat)).Records[nomination.Id].ShouldBe("accepted");
    }

    [Fact]
    public async Task What_was_erased_is_gone_for_those_who_saw_it()
    {
        await _start.Value;
        var network = await service.NewNetworkAsync();
        var (_, mayor) = await service.NewMayorAsync(network.Id);
        var nomination = await ConsultationsService.Created(ConsultationsService.ProposeAsync(service.Secretariat, await service.NewSessionAsync(), mayor));
        var (_, after) = await MirrorAsync(network.Api);

        await service.Elsewhere.PublishAsync(new PersonErased { Id = mayor.Id, Version = 2 });
        await service.Elsewhere.HearAsync<PersonErasureCompleted>(receipt => receipt.PersonId == mayor.Id);

        (await MirrorAsync(network.Api, after)).Records[nomination.Id].ShouldBe("gone");
    }

    [Fact]
    public async Task A_call_that_was_removed_is_gone_for_the_network_that_it_was_to_and_nothing_to_others()
    {
        await _start.Value;
        var (called, other) = (await service.NewNetworkAsync(), await service.NewNetworkAsync());
        var session = await service.NewSessionAsync();
        var call = await ConsultationsService.Created(service.Secretariat.PostAsync($"{session.Location}/calls", new { networkId = called.Id, seats = 1, deadline = "2099-01-01T00:00:00Z" }));
        (await MirrorAsync(called.Api)).Records[call.Id].ShouldBe("open");

        (await service.Secretariat.DeleteAsync(call.Location!, call.ETag)).Code.ShouldBe(204);

        (await MirrorAsync(called.Api)).Records[call.Id].ShouldBe("gone");
        (await MirrorAsync(service.Secretariat)).Records[call.Id].ShouldBe("gone");
        (await MirrorAsync(other.Api)).Records.Keys.ShouldNotContain(call.Id);
    }

    [Fact]
    public async Task What_a_consultation_s_change_brings_into_view_comes_page_by_page_as_it_is_by_then()
    {
        var network = await service.NewNetworkAsync();
        var planned = await service.NewConsultationAsync(open: false);
        List<ApiAnswer> sessions = [];
        for (var i = 0; i < 11; i++) sessions.Add(await service.NewSessionAsync(consultation: planned.Id));
        await service.SealedAsync();
        var before = await service.ReadAsync(db => db.History.MaxAsync(entry => entry.Position)) ?? 0;
        await service.GoAsync(planned, "open");
        await service.SealedAsync();

        var told = new Dictionary<string, string>();
        var after = $"{before}";
        for (var (pages, more) = (0, true); more; pages++)
        {
            var page = await network.Api.GetAsync($"/api/v1/consultations/changes?limit=4&after={after}");
            page.Items.Count.ShouldBeInRange(0, 4, page.ToString());
            foreach (var change in page.Items) told[(string)change!["id"]!] = (string?)change["current"]?["state"] ?? "gone";
            (after, more) = (page.Text("next"), (bool)page.Body!["more"]!);
            if (pages != 0) continue;
            foreach (var session in (ApiAnswer[])[sessions[0], sessions[^1]]) await service.GoAsync(session, "confirm");
            sessions.Add(await service.NewSessionAsync(consultation: planned.Id));
            await service.SealedAsync();
        }

        told[planned.Id].ShouldBe("open");
        sessions.Select(session => told[session.Id]).ShouldBe(["confirmed", .. Enumerable.Repeat("tentative", 9), "confirmed", "tentative"]);
    }

    [Theory]
    [InlineData("yesterday")]
    [InlineData("7-9")]
    [InlineData("7-9-x")]
    [InlineData("9-7-00000000-0000-0000-0000-000000000000")]
    [InlineData("-1")]
    public async Task A_place_in_the_feed_that_is_none_is_refused(string after) =>
        (await service.Secretariat.GetAsync($"/api/v1/consultations/changes?after={after}")).Code.ShouldBe(400);

    /// <summary>The state of each record at the end of the feed, as somebody learns it who begins where the test did.</summary>
    async Task<(Dictionary<string, string> Records, string After)> MirrorAsync(ApiClient client, string? after = null)
    {
        await service.SealedAsync();
        after ??= await _start.Value;
        Dictionary<string, string> records = [];
        while (true)
        {
            var page = await client.GetAsync($"/api/v1/consultations/changes?limit=50&after={after}");
            page.Code.ShouldBe(200, page.ToString());
            foreach (var change in page.Items) records[(string)change!["id"]!] = (bool)change["gone"]! ? "gone" : (string?)change["current"]!["state"] ?? "";
            after = page.Text("next");
            if (!(bool)page.Body!["more"]!) return (records, after);
        }
    }
}
