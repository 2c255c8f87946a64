using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using MayorsMechanism.Fixtures;
using MayorsMechanism.Messaging;
using MayorsMechanism.Messaging.Contracts;
using MayorsMechanism.ServiceDefaults.Security;
using Microsoft.EntityFrameworkCore;

namespace MayorsMechanism.Consultations.Tests;

/// <summary>Answering by a one-time link, without a token of access.</summary>
public sealed class LinkTests(ConsultationsService service)
{
    const string Path = "/api/v1/nominations/link";

    readonly ApiClient _anyone = service.Client(null);

    [Fact]
    public async Task A_person_sees_what_it_is_about_and_accepts_once()
    {
        var (_, mayor) = await service.NewMayorAsync();
        var nomination = await service.NewConfirmedAsync(await service.NewSessionAsync(), mayor);
        var token = await IssueAsync(nomination, mayor);

        var shown = await _anyone.PostAsync(Path, new { token });
        shown.Code.ShouldBe(200, shown.ToString());
        (shown.Text("consultation"), shown.Text("person"), shown.Text("organisation"), shown.Text("state")).ShouldBe(("Puebla Process", "Ana Souza", "A city", "confirmed"));
        (shown.Text("start"), (bool)shown.Body!["canAnswer"]!).ShouldBe(("2020-06-11T14:00:00Z", true));

        var answers = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => _anyone.PostAsync($"{Path}/answer", new { token, answer = "accept" })));

        answers.Count(answer => answer.Code == 200 && answer.Text("state") == "accepted").ShouldBe(1);
        answers.Count(answer => answer.Rule == "link-used").ShouldBe(4);
        ((bool)(await _anyone.PostAsync(Path, new { token })).Body!["canAnswer"]!).ShouldBeFalse();
        var id = Guid.Parse(nomination.Id);
        (await service.ReadAsync(db => db.History.Where(entry => entry.RecordId == id).OrderBy(entry => entry.Id).Select(entry => entry.Actor).LastAsync()))
            .ShouldBe($"person:{mayor.Id}");
        (await service.Elsewhere.HearAsync<NominationChanged>(n => n.Id == id && n.Version == 3)).Answered.ShouldBeTrue();
    }

    [Fact]
    public async Task A_person_declines_with_a_reason()
    {
        var (_, mayor) = await service.NewMayorAsync();
        var nomination = await service.NewConfirmedAsync(await service.NewSessionAsync(), mayor);
        var token = await IssueAsync(nomination, mayor);

        (await _anyone.PostAsync($"{Path}/answer", new { token, answer = "decline", reason = "Elsewhere that day" })).Text("state").ShouldBe("declined");

        (await service.Secretariat.GetAsync($"/api/v1/nominations/{nomination.Id}")).Text("reason").ShouldBe("Elsewhere that day");
    }

    [Fact]
    public async Task A_link_that_has_expired_shows_and_takes_nothing()
    {
        var (_, mayor) = await service.NewMayorAsync();
        var nomination = await service.NewConfirmedAsync(await service.NewSessionAsync(), mayor);
        var token = await IssueAsync(nomination, mayor, expires: DateTimeOffset.UtcNow.AddSeconds(-1));

        (await _anyone.PostAsync(Path, new { token })).Rule.ShouldBe("link-expired");
        (await _anyone.PostAsync($"{Path}/answer", new { token, answer = "accept" })).Rule.ShouldBe("link-expired");
        (await service.Secretariat.GetAsync($"/api/v1/nominations/{nomination.Id}")).Text("state").ShouldBe("confirmed");
    }

    [Fact]
    public async Task A_link_to_a_nomination_that_was_withdrawn_takes_no_answer_and_is_not_used_up()
    {
        var (_, mayor) = await service.NewMayorAsync();
        var nomination = await service.NewConfirmedAsync(await service.NewSessionAsync(), mayor);
        var token = await IssueAsync(nomination, mayor);
        await service.GoAsync(nomination, "withdraw");

        ((bool)(await _anyone.PostAsync(Path, new { token })).Body!["canAnswer"]!).ShouldBeFalse();
        (await _anyone.PostAsync($"{Path}/answer", new { token, answer = "accept" })).Rule.ShouldBe("nomination-state");
    }

    [Fact]
    public async Task A_letter_may_be_faster_than_its_event()
    {
        var (_, mayor) = await service.NewMayorAsync();
        var nomination = await service.NewConfirmedAsync(await service.NewSessionAsync(), mayor);
        var token = NewToken(minted: DateTimeOffset.UtcNow);

        var opening = _anyone.PostAsync(Path, new { token });
        await Task.Delay(500, TestContext.Current.CancellationToken);
        await service.Elsewhere.PublishAsync(Link(token, nomination, mayor));

        (await opening).Code.ShouldBe(200);
    }

    [Theory]
    [InlineData("")]
    [InlineData("n-")]
    [InlineData("n-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("n-é")]
    public async Task What_is_no_token_finds_nothing(string token)
    {
        (await _anyone.PostAsync(Path, new { token })).Code.ShouldBeOneOf(400, 404);
        (await _anyone.PostAsync($"{Path}/answer", new { token, answer = "accept" })).Code.ShouldBeOneOf(400, 404);
    }

    [Fact]
    public async Task A_new_link_that_nobody_told_of_finds_nothing() =>
        (await _anyone.PostAsync(Path, new { token = NewToken(minted: DateTimeOffset.UtcNow) })).Code.ShouldBe(404);

    [Theory]
    [InlineData("n-", "nominations/link")]
    [InlineData("n-", "nominations/link/answer")]
    [InlineData("n-", "nominations/link/availability")]
    [InlineData("i-", "invitations/link")]
    [InlineData("i-", "invitations/link/answer")]
    public async Task A_made_up_link_is_looked_for_once(string prefix, string path)
    {
        foreach (var token in (string[])[NewToken(prefix, DateTimeOffset.UtcNow, "somebody else's key"), NewToken(prefix, DateTimeOffset.UtcNow.AddHours(-1))])
        {
            var body = new JsonObject { ["token"] = token };
            if (path.EndsWith("answer", StringComparison.Ordinal)) body["answer"] = "accept";
            if (path.EndsWith("availability", StringComparison.Ordinal)) body["timeZone"] = "UTC";

            (await _anyone.PostAsync($"/api/v1/{path}", body)).Code.ShouldBe(404);

            service.LinkQueries.Take().Count(query => query.Parameters.Any(parameter => parameter.Value as string == HashOf(token))).ShouldBe(1);
        }
    }

    [Fact]
    public async Task A_link_for_another_purpose_is_not_kept()
    {
        var (_, mayor) = await service.NewMayorAsync();
        var nomination = await service.NewConfirmedAsync(await service.NewSessionAsync(), mayor);
        var other = NewToken();
        await service.Elsewhere.PublishAsync(Link(other, nomination, mayor) with { Purpose = "approve-quote" });
        var ours = await IssueAsync(nomination, mayor);

        (await _anyone.PostAsync(Path, new { token = ours })).Code.ShouldBe(200);
        (await _anyone.PostAsync(Path, new { token = other })).Code.ShouldBe(404);
    }

    [Fact]
    public async Task A_seat_that_is_declined_by_link_goes_to_the_alternate()
    {
        var (_, mayor) = await service.NewMayorAsync();
        var (_, waiting) = await service.NewMayorAsync();
        var session = await service.NewSessionAsync(seats: 1);
        var nomination = await service.NewConfirmedAsync(session, mayor);
        var alternate = await ConsultationsService.Created(service.Secretariat.PostAsync($"{session.Location}/nominations",
            new { personId = waiting.Id, positionId = waiting.Positions[0].Id, onBehalfOf = waiting.Positions[0].OrganisationId, alternateRank = 1 }));
        var token = await IssueAsync(nomination, mayor);

        (await service.Client(null).PostAsync("/api/v1/nominations/link/answer", new { token, answer = "decline" })).Text("state").ShouldBe("declined");

        var moved = await service.Secretariat.GetAsync(alternate.Location!);
        (moved.Text("state"), moved.Text("replaces"), moved.Body!["recorded"]).ShouldBe(("confirmed", nomination.Id, null));
    }

    Task<string> IssueAsync(ApiAnswer nomination, PersonChanged person, DateTimeOffset? expires = null) =>
        IssueAsync(service, NewToken(), nomination, person, expires);

    /// <summary>As a letter has it that left, once its event was heard.</summary>
    internal static async Task<string> IssueAsync(
        ConsultationsService service, string token, ApiAnswer record, PersonChanged person, DateTimeOffset? expires = null)
    {
        await service.Elsewhere.PublishAsync(Link(token, record, person) with { ExpiresAt = expires ?? DateTimeOffset.UtcNow.AddDays(1) });
        await Eventually.IsAsync(() => service.ReadAsync(db => db.Links.AnyAsync(link => link.TokenHash == HashOf(token))));
        return token;
    }

    internal static LinkIssued Link(string token, ApiAnswer record, PersonChanged person) => new()
    {
        TokenHash = HashOf(token),
        Purpose = token.StartsWith("i-", StringComparison.Ordinal) ? "answer-invitation" : "answer-nomination",
        RecordId = Guid.Parse(record.Id),
        PersonId = person.Id,
        ExpiresAt = DateTimeOffset.UtcNow.AddDays(1),
    };

    /// <summary>As a letter has it that went out some time ago, unless told otherwise.</summary>
    internal static string NewToken(string prefix = "n-", DateTimeOffset? minted = null, string key = TestTokens.ProofKey) => LinkToken.Mint(
        prefix == "i-" ? LinkToken.AnswerInvitation : LinkToken.AnswerNomination, minted ?? DateTimeOffset.UtcNow.AddDays(-1), new Proofs(key));

    internal static string HashOf(string token) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)));
}
