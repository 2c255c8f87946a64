using MayorsMechanism.Fixtures;
using Microsoft.EntityFrameworkCore;

namespace MayorsMechanism.Consultations.Tests;

/// <summary>What a read costs does not grow with what stands around it.</summary>
public sealed class QueryCountTests(ConsultationsService service)
{
    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("", 6)]
    [InlineData("/accept", 1)]
    public async Task A_nomination_is_read_with_its_warnings_in_few_queries_however_many_others_there_are(string last, int most)
    {
        var network = await service.NewNetworkAsync();
        var session = await service.NewSessionAsync(seats: 9);
        ApiAnswer nomination = null!;
        for (var i = 0; i < 5; i++) nomination = await service.NewConfirmedAsync(session, (await service.NewMayorAsync(network.Id, $"Ana {i}")).Mayor);
        if (last.Length > 0) await service.GoAsync(await service.GoAsync(nomination, "accept"), "attend");

        foreach (var reader in (ApiClient[])[service.Secretariat, network.Api])
        {
            (await CostOf(reader, $"/api/v1/nominations/{nomination.Id}")).ShouldBeLessThanOrEqualTo(most);
        }
    }

    [Fact]
    public async Task Lists_of_what_is_asked_of_people_and_cities_take_few_queries()
    {
        var network = await service.NewNetworkAsync();
        var session = await service.NewSessionAsync(seats: 9);
        for (var i = 0; i < 5; i++)
        {
            var (city, mayor) = await service.NewMayorAsync(network.Id, $"Ana {i}");
            await service.NewConfirmedAsync(session, mayor);
            await ConsultationsService.Created(service.Secretariat.PostAsync("/api/v1/invitations",
                new { consultationId = session.Text("consultationId"), sessionId = session.Id, organisationId = city.Id, deadline = "2099-01-01T00:00:00Z" }));
        }
        var invitation = (await service.Secretariat.GetAsync($"/api/v1/invitations?session={session.Id}")).Items[0]!["id"];

        foreach (var reader in (ApiClient[])[service.Secretariat, network.Api])
        {
            (await CostOf(reader, $"/api/v1/sessions/{session.Id}/nominations")).ShouldBeLessThanOrEqualTo(6);
            (await CostOf(reader, $"/api/v1/sessions/{session.Id}/warnings")).ShouldBeLessThanOrEqualTo(5);
            (await CostOf(reader, $"/api/v1/invitations?session={session.Id}")).ShouldBe(1);
            (await CostOf(reader, $"/api/v1/invitations/{invitation}")).ShouldBe(1);
            (await CostOf(reader, $"/api/v1/invitations/{invitation}/occasion")).ShouldBe(1);
        }
    }

    [Fact]
    public async Task The_balance_of_a_period_reads_no_session_of_another_one()
    {
        var network = await service.NewNetworkAsync();
        var consultation = await service.NewConsultationAsync();
        var (_, mayor) = await service.NewMayorAsync(network.Id);
        foreach (var day in Enumerable.Range(1, 9)) await OnAsync($"1971-05-0{day}");
        await service.NewConfirmedAsync(await OnAsync("1973-01-01"), mayor);

        foreach (var reader in (ApiClient[])[service.Secretariat, network.Api])
        {
            var followed = service.Queries.Follow();
            var balance = await reader.GetAsync("/api/v1/balance?from=1973-01-01&to=1973-12-31");

            ((int)balance.Body!["authorities"]!["people"]!).ShouldBe(1, balance.ToString());
            followed.Rows.ShouldBeLessThan(9);
        }

        Task<ApiAnswer> OnAsync(string date) => service.NewSessionAsync(consultation: consultation.Id, body: new
        {
            kind = "thematic", date, title = new { en = "Long ago" }, timeZone = "UTC", seats = 5,
        });
    }

    [Fact]
    public async Task A_page_of_the_feed_takes_few_queries_whatever_it_holds()
    {
        var network = await service.NewNetworkAsync();
        var hidden = await service.NewConsultationAsync(open: false);
        var (_, foreign) = await service.NewMayorAsync();
        var before = await service.ReadAsync(db => db.History.MaxAsync(entry => entry.Position, Token)) ?? 0;
        for (var i = 0; i < 8; i++)
        {
            var session = await service.NewSessionAsync(consultation: hidden.Id);
            await service.NewConfirmedAsync(session, foreign);
            await ConsultationsService.Created(service.Secretariat.PostAsync("/api/v1/mandates",
                new { personId = foreign.Id, grantedBy = "Council", organisationId = foreign.Positions[0].OrganisationId }));
        }
        await service.SealedAsync();

        // Each of twenty kinds of records takes at most three, and others write of all of them meanwhile. Once the page took 700.
        (await CostOf(network.Api, $"/api/v1/consultations/changes?after={before}&limit=1")).ShouldBeLessThan(60);
    }

    /// <summary>How many queries the service needs for it.</summary>
    async Task<int> CostOf(ApiClient reader, string path)
    {
        var followed = service.Queries.Follow();
        var answer = await reader.GetAsync(path);
        answer.Code.ShouldBe(200, answer.ToString());
        followed.Queries.ShouldNotBeEmpty();
        return followed.Queries.Count;
    }
}
