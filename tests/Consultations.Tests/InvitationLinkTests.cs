using MayorsMechanism.Fixtures;
using MayorsMechanism.Messaging.Contracts;
using Microsoft.EntityFrameworkCore;

namespace MayorsMechanism.Consultations.Tests;

/// <summary>Answering an invitation by a one-time link.</summary>
public sealed class InvitationLinkTests(ConsultationsService service)
{
    const string Path = "/api/v1/invitations/link";

    readonly ApiClient _anyone = service.Client(null);

    [Fact]
    public async Task The_contact_sees_what_it_is_to_and_accepts_once()
    {
        var session = await service.NewSessionAsync();
        var (invitation, contact) = await InviteAsync(session.Text("consultationId"), session.Id);
        var token = await IssueAsync(invitation, contact);

        var shown = await _anyone.PostAsync(Path, new { token });
        shown.Code.ShouldBe(200, shown.ToString());
        (shown.Text("consultation"), shown.Text("person"), shown.Text("organisation"), shown.Text("state")).ShouldBe(("Puebla Process", "Ana Souza", "A city", "open"));
        ((string)shown.Body!["session"]!["es"]!, shown.Text("date"), shown.Text("deadline"), (bool)shown.Body["canAnswer"]!)
            .ShouldBe(("Competencias", "2020-06-11", "2099-01-01T00:00:00Z", true));

        var answers = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => _anyone.PostAsync($"{Path}/answer", new { token, answer = "accept" })));

        answers.Count(answer => answer.Code == 200 && answer.Text("state") == "accepted").ShouldBe(1);
        answers.Count(answer => answer.Rule == "link-used").ShouldBe(4);
        ((bool)(await _anyone.PostAsync(Path, new { token })).Body!["canAnswer"]!).ShouldBeFalse();
        var read = await service.Secretariat.GetAsync(invitation.Location!);
        (read.Text("answeredBy"), read.Body!["recorded"]).ShouldBe(($"{contact.Id}", null));
        var id = Guid.Parse(invitation.Id);
        (await service.ReadAsync(db => db.History.Where(entry => entry.RecordId == id).OrderBy(entry => entry.Id).Select(entry => entry.Actor).LastAsync()))
            .ShouldBe($"person:{contact.Id}");
        await service.Elsewhere.HearAsync<InvitationChanged>(i => i.Id == id && i.State == "accepted");
    }

    [Fact]
    public async Task It_is_declined_with_a_reason_and_a_second_letter_s_link_takes_no_other_answer()
    {
        var (invitation, contact) = await InviteAsync((await service.NewConsultationAsync()).Id);
        var (first, second) = (await IssueAsync(invitation, contact), await IssueAsync(invitation, contact));

        var declined = await _anyone.PostAsync($"{Path}/answer", new { token = first, answer = "decline", reason = "No delegation this year" });

        (declined.Text("state"), declined.Body!["session"], declined.Body["date"]).ShouldBe(("declined", null, null));
        (await service.Secretariat.GetAsync(invitation.Location!)).Text("reason").ShouldBe("No delegation this year");
        (await _anyone.PostAsync($"{Path}/answer", new { token = second, answer = "accept" })).Rule.ShouldBe("invitation-state");
        (await _anyone.PostAsync(Path, new { token = second })).Text("state").ShouldBe("declined");
    }

    [Fact]
    public async Task After_the_deadline_the_page_says_so_and_a_longer_one_opens_it_again()
    {
        var (invitation, contact) = await InviteAsync((await service.NewConsultationAsync()).Id);
        var token = await IssueAsync(invitation, contact);
        var over = await service.Secretariat.PatchAsync(invitation.Location!, new { deadline = "2020-01-01T00:00:00Z" }, invitation.ETag);

        ((bool)(await _anyone.PostAsync(Path, new { token })).Body!["canAnswer"]!).ShouldBeFalse();
        (await _anyone.PostAsync($"{Path}/answer", new { token, answer = "accept" })).Rule.ShouldBe("invitation-over");

        await service.Secretariat.PatchAsync(invitation.Location!, new { deadline = "2099-01-01T00:00:00Z" }, over.ETag);
        (await _anyone.PostAsync($"{Path}/answer", new { token, answer = "accept" })).Text("state").ShouldBe("accepted");
    }

    [Fact]
    public async Task A_deadline_that_is_put_off_past_the_end_of_the_link_keeps_it_open()
    {
        var (city, contact) = await service.NewMayorAsync();
        var deadline = DateTimeOffset.UtcNow.AddDays(-31);
        var invitation = await ConsultationsService.Created(service.Secretariat.PostAsync("/api/v1/invitations",
            new { consultationId = (await service.NewConsultationAsync()).Id, organisationId = city.Id, deadline, contactId = contact.Id }));
        var token = await LinkTests.IssueAsync(service, LinkTests.NewToken("i-"), invitation, contact, deadline.AddDays(30));
        (await _anyone.PostAsync(Path, new { token })).Rule.ShouldBe("link-expired");

        (await service.Secretariat.PatchAsync(invitation.Location!, new { deadline = DateTimeOffset.UtcNow.AddDays(30) }, invitation.ETag)).Code.ShouldBe(200);

        ((bool)(await _anyone.PostAsync(Path, new { token })).Body!["canAnswer"]!).ShouldBeTrue();
        (await _anyone.PostAsync($"{Path}/answer", new { token, answer = "accept" })).Text("state").ShouldBe("accepted");
        (await _anyone.PostAsync($"{Path}/answer", new { token, answer = "accept" })).Rule.ShouldBe("link-used");
    }

    [Fact]
    public async Task What_was_withdrawn_takes_no_answer()
    {
        var (invitation, contact) = await InviteAsync((await service.NewConsultationAsync()).Id);
        var token = await IssueAsync(invitation, contact);
        await service.Secretariat.PostAsync($"{invitation.Location}/withdraw", ifMatch: invitation.ETag);

        var shown = await _anyone.PostAsync(Path, new { token });
        (shown.Text("state"), (bool)shown.Body!["canAnswer"]!).ShouldBe(("withdrawn", false));
        (await _anyone.PostAsync($"{Path}/answer", new { token, answer = "accept" })).Rule.ShouldBe("invitation-state");
    }

    [Fact]
    public async Task A_link_works_no_more_once_somebody_else_is_the_contact()
    {
        var (invitation, contact) = await InviteAsync((await service.NewConsultationAsync()).Id);
        var token = await IssueAsync(invitation, contact);
        var other = await service.TellAsync(Registry.Person(contact.Positions[0].OrganisationId, "Other", "other@example.org"));
        (await service.Secretariat.PatchAsync(invitation.Location!, new { contactId = other.Id }, invitation.ETag)).Code.ShouldBe(200);

        (await _anyone.PostAsync(Path, new { token })).Rule.ShouldBe("link-superseded");
        (await _anyone.PostAsync($"{Path}/answer", new { token, answer = "accept" })).Rule.ShouldBe("link-superseded");
        (await service.Secretariat.GetAsync(invitation.Location!)).Text("state").ShouldBe("open");
    }

    [Fact]
    public async Task A_merged_contact_still_answers()
    {
        var (invitation, contact) = await InviteAsync((await service.NewConsultationAsync()).Id);
        var token = await IssueAsync(invitation, contact);
        var speaker = await service.TellAsync(Registry.Person(contact.Positions[0].OrganisationId, "Ana Souza e Silva", "ana@example.org"));
        await service.TellAsync(contact with { Version = 2, Status = "merged", CanonicalId = speaker.Id });

        (await _anyone.PostAsync(Path, new { token })).Text("person").ShouldBe("Ana Souza e Silva");
        (await _anyone.PostAsync($"{Path}/answer", new { token, answer = "accept" })).Text("state").ShouldBe("accepted");
    }

    [Fact]
    public async Task An_expired_or_a_foreign_link_shows_and_takes_nothing()
    {
        var (invitation, contact) = await InviteAsync((await service.NewConsultationAsync()).Id);
        var expired = await LinkTests.IssueAsync(service, LinkTests.NewToken("i-"), invitation, contact, DateTimeOffset.UtcNow.AddSeconds(-1));
        var open = await IssueAsync(invitation, contact);
        (await service.Secretariat.PatchAsync(invitation.Location!, new { deadline = "2026-01-01T00:00:00Z" }, "*")).Code.ShouldBe(200);

        (await _anyone.PostAsync(Path, new { token = expired })).Rule.ShouldBe("link-expired");
        (await _anyone.PostAsync($"{Path}/answer", new { token = expired, answer = "accept" })).Rule.ShouldBe("link-expired");
        (await _anyone.PostAsync("/api/v1/nominations/link", new { token = open })).Code.ShouldBe(404);
        (await _anyone.PostAsync(Path, new { token = LinkTests.NewToken("i-") })).Code.ShouldBe(404);
        var nomination = await service.NewConfirmedAsync(await service.NewSessionAsync(), contact);
        (await _anyone.PostAsync(Path, new { token = await LinkTests.IssueAsync(service, LinkTests.NewToken(), nomination, contact) })).Code.ShouldBe(404);
    }

    async Task<(ApiAnswer Invitation, PersonChanged Contact)> InviteAsync(string consultation, string? session = null)
    {
        var (city, mayor) = await service.NewMayorAsync();
        return (await ConsultationsService.Created(service.Secretariat.PostAsync("/api/v1/invitations", new
        {
            consultationId = consultation, sessionId = session, organisationId = city.Id, deadline = "2099-01-01T00:00:00Z", contactId = mayor.Id,
        })), mayor);
    }

    Task<string> IssueAsync(ApiAnswer invitation, PersonChanged contact) => LinkTests.IssueAsync(service, LinkTests.NewToken("i-"), invitation, contact);
}
