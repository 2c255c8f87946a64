using MayorsMechanism.Fixtures;
using MayorsMechanism.Messaging.Contracts;
using MayorsMechanism.Messaging.History;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace MayorsMechanism.Consultations.Tests;

public sealed class ErasureTests(ConsultationsService service)
{
    const string Name = "Erasmus Tilgner";
    const string Email = "erasmus.tilgner@example.org";
    const string Printed = "E. Tilgner the Elder";
    const string Grantor = "His own small council";
    const string Evidence = "Told by his sister on the phone";
    const string Filed = "We send our councillor Tilgner";
    const string Zone = "Antarctica/Troll";
    const string Reason = "My own private reason";

    [Fact]
    public async Task Nothing_is_left_of_an_erased_person_but_that_somebody_was_nominated()
    {
        var (_, person) = await service.NewMayorAsync(name: Name, email: Email);
        var upcoming = await service.NewConfirmedAsync(await service.NewSessionAsync(), person);
        var declined = await service.GoAsync(await service.NewConfirmedAsync(await service.NewSessionAsync(), person), "decline", new { reason = Reason });
        var heldSession = await service.GoAsync(await service.NewSessionAsync(), "confirm");
        var past = await service.GoAsync(await service.NewConfirmedAsync(heldSession, person), "accept");
        await service.GoAsync(heldSession, "hold");
        await WriteAboutAsync(person, upcoming);
        var token = LinkTests.NewToken();
        await service.Elsewhere.PublishAsync(LinkOf(token, upcoming.Id, person.Id));
        await Eventually.IsAsync(() => service.ReadAsync(db => db.Links.AnyAsync(link => link.PersonId == person.Id)));
        (await TablesThatHoldAsync(Name)).ShouldContain("nominations");
        foreach (var personal in new[] { Printed, Grantor, Evidence, Filed, Zone }) (await TablesThatHoldAsync(personal)).ShouldNotBeEmpty(personal);

        await EraseAsync(person.Id);

        foreach (var personal in new[] { Name, Email, Reason, Printed, Grantor, Evidence, Filed, Zone }) (await TablesThatHoldAsync(personal)).ShouldBeEmpty();
        (await StateOf(upcoming.Id), await StateOf(declined.Id), await StateOf(past.Id)).ShouldBe(("withdrawn", "declined", "accepted"));
        (await service.Client(null).PostAsync("/api/v1/nominations/link", new { token })).Code.ShouldBe(404);
        var id = Guid.Parse(upcoming.Id);
        var told = await service.Elsewhere.HearAsync<NominationChanged>(n => n.Id == id && n.State == "withdrawn");
        told.Calendar.ShouldBeNull();
        await Eventually.IsAsync(() => service.ReadAsync(db => db.History.AllAsync(entry => entry.Position != null)));
        (await service.ReadAsync(db => VerifyHistory.RunAsync(db, TestContext.Current.CancellationToken))).Fault.ShouldBeNull();
        (await service.ReadAsync(db => db.History.Where(entry => entry.RecordId == id && entry.Action == "erased").CountAsync())).ShouldBe(1);
    }

    [Fact]
    public async Task Roles_in_sessions_and_working_groups_go_with_whoever_had_them_and_others_stay()
    {
        var (city, person) = await service.NewMayorAsync(name: "Moderata Personage");
        var merged = await service.TellAsync(Registry.Person(city.Id, "M. P.", null));
        await service.TellAsync(merged with { Version = 2, Status = "merged", CanonicalId = person.Id });
        var session = await service.NewSessionAsync();
        var group = await ConsultationsService.Created(service.Secretariat.PostAsync("/api/v1/working-groups", new { name = "Narratives" }));
        foreach (var (owner, body) in new (Fixtures.ApiAnswer, object)[]
        {
            (session, new { role = "moderator", personId = person.Id }), (session, new { role = "co-chair", personId = merged.Id }),
            (session, new { role = "rapporteur", name = "Somebody else" }), (group, new { role = "member", personId = person.Id }),
        })
        {
            await ConsultationsService.Created(service.Secretariat.PostAsync($"{owner.Location}/roles", body, key: Guid.NewGuid().ToString()));
        }
        (await TablesThatHoldAsync("Moderata Personage")).ShouldContain("idempotent_answers");
        (await TablesThatHoldAsync(person.Id.ToString())).ShouldContain("roles");

        await EraseAsync(person.Id);

        (await TablesThatHoldAsync("Moderata Personage")).ShouldBeEmpty();
        foreach (var table in (string[])["roles", "history", "idempotent_answers"]) (await TablesThatHoldAsync(person.Id.ToString())).ShouldNotContain(table);
        (await service.Secretariat.GetAsync($"{session.Location}/roles")).Items.ShouldHaveSingleItem()!["name"]!.ToString().ShouldBe("Somebody else");
        (await service.Secretariat.GetAsync($"{group.Location}/roles")).Items.ShouldBeEmpty();
        (await service.Secretariat.PostAsync($"{session.Location}/roles", new { role = "moderator", personId = person.Id })).Rule.ShouldBe("record-erased");
    }

    [Fact]
    public async Task Whoever_was_written_to_for_an_organisation_goes_and_the_invitation_stays()
    {
        var (city, contact) = await service.NewMayorAsync();
        var merged = await service.TellAsync(Registry.Person(city.Id, "C. P.", "cp@example.org"));
        var consultation = await service.NewConsultationAsync();
        var open = await InviteAsync(consultation, city.Id, contact.Id);
        var (other, _) = await service.NewMayorAsync();
        // Who is something in both cities.
        await service.TellAsync(contact with { Version = 2, Positions = [.. contact.Positions, contact.Positions[0] with { Id = Guid.NewGuid(), OrganisationId = other.Id }] });
        var declined = await InviteAsync(consultation, other.Id, contact.Id);
        var token = await LinkTests.IssueAsync(service, LinkTests.NewToken("i-"), declined, contact);
        (await service.Client(null).PostAsync("/api/v1/invitations/link/answer", new { token, answer = "decline", reason = Reason })).Code.ShouldBe(200);
        var ofMerged = await InviteAsync(await service.NewConsultationAsync(), city.Id, merged.Id);
        await service.TellAsync(merged with { Version = 2, Status = "merged", CanonicalId = contact.Id });
        foreach (var table in (string[])["invitations", "history", "one_time_links"]) (await TablesThatHoldAsync($"{contact.Id}")).ShouldContain(table);

        await EraseAsync(contact.Id);

        foreach (var table in (string[])["invitations", "one_time_links"]) (await TablesThatHoldAsync($"{contact.Id}")).ShouldNotContain(table);
        (await TablesThatHoldAsync($"{merged.Id}")).ShouldNotContain("invitations");
        (await TablesThatHoldAsync(Reason)).ShouldBeEmpty();
        var left = await service.Secretariat.GetAsync(declined.Location!);
        (left.Text("state"), left.Body!["contactId"], left.Body["answeredBy"], left.Body["reason"]).ShouldBe(("declined", null, null, null));
        var still = await service.Secretariat.GetAsync(open.Location!);
        (still.Text("state"), still.Body!["contactId"]).ShouldBe(("open", null));
        (await service.Secretariat.GetAsync(ofMerged.Location!)).Body!["contactId"].ShouldBeNull();
        (await service.Client(null).PostAsync("/api/v1/invitations/link", new { token })).Code.ShouldBe(404);
        var id = Guid.Parse(open.Id);
        await service.Elsewhere.HearAsync<InvitationChanged>(i => i.Id == id && i.ContactId == null);
        (await service.Secretariat.PatchAsync(open.Location!, new { contactId = contact.Id }, still.ETag)).Body!["errors"]!["contactId"].ShouldNotBeNull();
        await Eventually.IsAsync(() => service.ReadAsync(db => db.History.AllAsync(entry => entry.Position != null)));
        (await service.ReadAsync(db => VerifyHistory.RunAsync(db, TestContext.Current.CancellationToken))).Fault.ShouldBeNull();
    }

    [Fact]
    public async Task What_is_told_of_an_erased_person_afterwards_is_dropped()
    {
        var (_, person) = await service.NewMayorAsync();
        var session = await service.NewSessionAsync();
        var nomination = await ConsultationsService.Created(ConsultationsService.ProposeAsync(service.Secretariat, session, person));
        await EraseAsync(person.Id);

        await service.Elsewhere.PublishAsync(person with { Version = 9 });
        await service.Elsewhere.PublishAsync(LinkOf(LinkTests.NewToken(), nomination.Id, person.Id));
        await service.Elsewhere.PublishAsync(new PersonErased { Id = person.Id, Version = 10 });
        await Eventually.IsAsync(() => Task.FromResult(service.Elsewhere.Heard<PersonErasureCompleted>().Count(receipt => receipt.PersonId == person.Id) >= 2));
        await Task.Delay(500, TestContext.Current.CancellationToken);

        (await service.ReadAsync(db => db.PersonCopies.AnyAsync(p => p.Id == person.Id))).ShouldBeFalse();
        (await service.ReadAsync(db => db.Links.AnyAsync(link => link.PersonId == person.Id))).ShouldBeFalse();
        service.Elsewhere.Heard<PersonErasureCompleted>().Count(receipt => receipt.PersonId == person.Id).ShouldBe(2, "a receipt may have been lost on its way: it is given each time");
        (await ConsultationsService.ProposeAsync(service.Secretariat, session, person)).Rule.ShouldBe("record-erased");
        (await service.Secretariat.PostAsync($"{nomination.Location}/withdraw", ifMatch: "\"2\"")).Rule.ShouldBe("record-erased");
    }

    [Fact]
    public async Task An_event_that_was_made_with_the_address_of_whoever_speaks_for_a_merged_person_goes_too()
    {
        var (city, kept) = await service.NewMayorAsync(name: "Kept Personage", email: "kept.personage@example.org");
        var merged = await service.TellAsync(Registry.Person(city.Id, "K. P.", null));
        var proposed = await ConsultationsService.Created(ConsultationsService.ProposeAsync(service.Secretariat, await service.NewSessionAsync(), merged));
        await service.TellAsync(merged with { Version = 2, Status = "merged", CanonicalId = kept.Id });
        await service.GoAsync(proposed, "confirm");
        (await TablesThatHoldAsync("kept.personage@example.org")).ShouldContain("nominations");

        await EraseAsync(kept.Id);

        (await TablesThatHoldAsync("kept.personage@example.org")).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_named_somebody_while_two_were_merged_goes_after_they_were_parted_too_and_the_seat_stays()
    {
        var (city, kept) = await service.NewMayorAsync(name: "Parted Personage", email: "parted.personage@example.org");
        var merged = await service.TellAsync(Registry.Person(city.Id, "P. P.", null));
        var proposed = await ConsultationsService.Created(ConsultationsService.ProposeAsync(service.Secretariat, await service.NewSessionAsync(), merged));
        await service.TellAsync(merged with { Version = 2, Status = "merged", CanonicalId = kept.Id });
        await service.GoAsync(proposed, "confirm");
        await service.TellAsync(merged with { Version = 3 });

        await EraseAsync(kept.Id);

        (await TablesThatHoldAsync("parted.personage@example.org")).ShouldBeEmpty();
        (await StateOf(proposed.Id)).ShouldBe("confirmed");
    }

    [Fact]
    public async Task What_was_written_about_somebody_and_deleted_before_goes_too()
    {
        var (_, person) = await service.NewMayorAsync();
        var session = await service.NewSessionAsync();
        foreach (var (path, body) in new (string, object)[]
        {
            ("/api/v1/mandates", new { personId = person.Id, grantedBy = "Deleted grantor", organisationId = person.Positions[0].OrganisationId }),
            ($"/api/v1/consultations/{session.Text("consultationId")}/availabilities", new { personId = person.Id, timeZone = "America/Scoresbysund" }),
            ($"{session.Location}/roles", new { role = "moderator", personId = person.Id }),
        })
        {
            var written = await ConsultationsService.Created(service.Secretariat.PostAsync(path, body));
            (await service.Secretariat.DeleteAsync(written.Location!, written.ETag)).Code.ShouldBe(204, path);
        }
        foreach (var text in (string[])["Deleted grantor", "America/Scoresbysund"]) (await TablesThatHoldAsync(text)).ShouldContain("history");

        await EraseAsync(person.Id);

        foreach (var text in (string[])["Deleted grantor", "America/Scoresbysund"]) (await TablesThatHoldAsync(text)).ShouldBeEmpty();
        (await service.ReadAsync(db => VerifyHistory.RunAsync(db, TestContext.Current.CancellationToken))).Fault.ShouldBeNull();
    }

    [Fact]
    public async Task A_nomination_under_way_is_not_crossed_by_an_erasure()
    {
        var (_, person) = await service.NewMayorAsync();
        var session = await service.NewSessionAsync();
        await using var database = NpgsqlDataSource.Create(service.Database);
        await using var connection = await database.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await using var holdsUp = await connection.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand($"SELECT FROM sessions WHERE id = '{session.Id}' FOR UPDATE", connection);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);

        var proposing = ConsultationsService.ProposeAsync(service.Secretariat, session, person);
        await Task.Delay(700, TestContext.Current.CancellationToken);
        var erasing = EraseAsync(person.Id);
        await Task.Delay(1000, TestContext.Current.CancellationToken);
        await holdsUp.CommitAsync(TestContext.Current.CancellationToken);

        var nomination = await ConsultationsService.Created(proposing);
        await erasing;
        (await StateOf(nomination.Id)).ShouldBe("withdrawn");
    }

    /// <summary>A mandate, a zone and times, a printed name, and what a colleague said on the phone.</summary>
    async Task WriteAboutAsync(PersonChanged person, Fixtures.ApiAnswer upcoming)
    {
        var session = await service.NewSessionAsync();
        var mandate = await ConsultationsService.Created(service.Secretariat.PostAsync("/api/v1/mandates",
            new { personId = person.Id, grantedBy = Grantor, organisationId = person.Positions[0].OrganisationId }));
        await ConsultationsService.Created(service.Secretariat.PostAsync($"/api/v1/consultations/{session.Text("consultationId")}/availabilities",
            new { personId = person.Id, timeZone = Zone }));
        using var file = new HttpRequestMessage(HttpMethod.Put, $"{mandate.Location}/document") { Content = new ByteArrayContent(System.Text.Encoding.UTF8.GetBytes(Filed)) };
        file.Headers.Authorization = new("Bearer", Fixtures.TestTokens.Secretariat("nominations:write"));
        file.Headers.TryAddWithoutValidation("If-Match", mandate.ETag);
        file.Content.Headers.ContentType = new("text/plain");
        (await service.Secretariat.Http.SendAsync(file, TestContext.Current.CancellationToken)).IsSuccessStatusCode.ShouldBeTrue();
        var printed = await service.Secretariat.PatchAsync($"/api/v1/nominations/{upcoming.Id}",
            new { nameAsPrinted = Printed, mandateId = mandate.Id, timeZone = Zone }, upcoming.ETag);
        printed.Code.ShouldBe(200, printed.ToString());
        await service.GoAsync(printed, "accept", new { recorded = new { channel = "phone", date = "2020-06-01", evidence = Evidence } });
    }

    Task<Fixtures.ApiAnswer> InviteAsync(Fixtures.ApiAnswer consultation, Guid organisation, Guid contact) => ConsultationsService.Created(service.Secretariat.PostAsync(
        "/api/v1/invitations", new { consultationId = consultation.Id, organisationId = organisation, deadline = "2099-01-01T00:00:00Z", contactId = contact }));

    async Task EraseAsync(Guid person)
    {
        await service.Elsewhere.PublishAsync(new PersonErased { Id = person, Version = 8 });
        (await service.Elsewhere.HearAsync<PersonErasureCompleted>(receipt => receipt.PersonId == person)).Service.ShouldBe("consultations");
    }

    static LinkIssued LinkOf(string token, string nomination, Guid person) => new()
    {
        TokenHash = LinkTests.HashOf(token),
        Purpose = "answer-nomination",
        RecordId = Guid.Parse(nomination),
        PersonId = person,
        ExpiresAt = DateTimeOffset.UtcNow.AddDays(1),
    };

    async Task<string> StateOf(string nomination) => (await service.Secretariat.GetAsync($"/api/v1/nominations/{nomination}")).Text("state");

    /// <summary>Every table, every row, every column, as text; and what bytes hold.</summary>
    async Task<List<string>> TablesThatHoldAsync(string text)
    {
        await using var database = NpgsqlDataSource.Create(service.Database);
        List<string> tables = [];
        await using (var all = database.CreateCommand("SELECT tablename::text FROM pg_tables WHERE schemaname = 'public'"))
        await using (var reader = await all.ExecuteReaderAsync())
        {
            while (await reader.ReadAsync()) tables.Add(reader.GetString(0));
        }
        tables.Count.ShouldBeGreaterThan(10);
        List<string> found = [];
        foreach (var table in tables)
        {
            // Lines of calendars are unfolded first, as they are and as JSON writes them.
            await using var command = database.CreateCommand($$"""
                SELECT count(*) FROM "{{table}}" AS r WHERE position(encode(convert_to($1, 'UTF8'), 'hex') IN r::text) > 0
                    OR position($1 IN regexp_replace(r::text, E'(\\\\+r\\\\+n|\r\n) ', '', 'g')) > 0
                """);
            command.Parameters.AddWithValue(text);
            if ((long)(await command.ExecuteScalarAsync())! > 0) found.Add(table);
        }
        return found;
    }
}
