using MayorsMechanism.Consultations.Copies;
using MayorsMechanism.Fixtures;
using MayorsMechanism.Messaging.Contracts;

namespace MayorsMechanism.Consultations.Tests;

/// <summary>Who is written to for an invited organisation.</summary>
public sealed class ContactTests(ConsultationsService service)
{
    const string Later = "2099-01-01T00:00:00Z";

    [Fact]
    public async Task The_present_focal_point_with_an_address_who_has_been_it_longest_is_written_to()
    {
        var city = await CityAsync();
        await FocalPointAsync(city.Id, from: new(2018, 1, 1), email: null);
        await FocalPointAsync(city.Id, from: new(2017, 1, 1), to: new(2020, 1, 1));
        await FocalPointAsync(city.Id);
        await FocalPointAsync(city.Id, from: new(2021, 1, 1));
        var longest = await FocalPointAsync(city.Id, from: new(2019, 1, 1));
        await service.TellAsync(Registry.Person(city.Id, "The mayor", "mayor@example.org", new(2010, 1, 1)));
        var session = await service.NewSessionAsync();

        var invitation = await InviteAsync(new { consultationId = session.Text("consultationId"), sessionId = session.Id, organisationId = city.Id, deadline = Later });

        invitation.Text("contactId").ShouldBe($"{longest.Id}");
        var told = await HeardAsync(invitation);
        (told.ContactId, told.Organisation, told.Start, told.TimeZone).ShouldBe(
            (longest.Id, "A city", new DateTimeOffset(2020, 6, 11, 14, 0, 0, TimeSpan.Zero), "America/Costa_Rica"));
    }

    [Fact]
    public async Task Where_there_is_no_focal_point_nobody_is_written_to_and_the_answer_says_so()
    {
        var (city, _) = await service.NewMayorAsync();
        var consultation = await service.NewConsultationAsync();

        var invitation = await InviteAsync(new { consultationId = consultation.Id, organisationId = city.Id, deadline = Later });

        invitation.Body!.AsObject().ContainsKey("contactId").ShouldBeTrue();
        invitation.Body["contactId"].ShouldBeNull();
        (await HeardAsync(invitation)).ContactId.ShouldBeNull();
    }

    [Fact]
    public async Task Whoever_has_a_present_position_there_may_be_named_and_nobody_else()
    {
        var (city, mayor) = await service.NewMayorAsync();
        await FocalPointAsync(city.Id);
        var former = await service.TellAsync(Registry.Person(city.Id, "Former", "former@example.org", to: new(2020, 1, 1)));
        var merged = await service.TellAsync(Registry.Person(city.Id, "Twin", "twin@example.org"));
        await service.TellAsync(merged with { Version = 2, Status = "merged", CanonicalId = mayor.Id });
        var erased = await service.TellAsync(Registry.Person(city.Id, "Gone", "gone@example.org"));
        await service.Elsewhere.PublishAsync(new PersonErased { Id = erased.Id, Version = 9 });
        await service.Elsewhere.HearAsync<PersonErasureCompleted>(receipt => receipt.PersonId == erased.Id);
        var elsewhere = (await service.NewMayorAsync()).Mayor;
        var consultation = await service.NewConsultationAsync();

        foreach (var other in (Guid[])[former.Id, merged.Id, erased.Id, elsewhere.Id, Guid.NewGuid()])
        {
            var refused = await service.Secretariat.PostAsync("/api/v1/invitations",
                new { consultationId = consultation.Id, organisationId = city.Id, deadline = Later, contactId = other });
            refused.Body!["errors"]!["contactId"].ShouldNotBeNull(refused.ToString());
        }
        (await InviteAsync(new { consultationId = consultation.Id, organisationId = city.Id, deadline = Later, contactId = mayor.Id }))
            .Text("contactId").ShouldBe($"{mayor.Id}");
    }

    [Fact]
    public async Task Of_many_and_in_a_file_a_contact_may_be_named_for_each()
    {
        var (first, mayor) = await service.NewMayorAsync();
        await FocalPointAsync(first.Id);
        var second = await CityAsync();
        var focal = await FocalPointAsync(second.Id);
        var consultation = await service.NewConsultationAsync();
        object Many(params (Guid Organisation, Guid Contact)[] contacts) => new
        {
            consultationId = consultation.Id, organisationIds = new[] { first.Id, second.Id }, deadline = Later,
            contacts = contacts.ToDictionary(named => $"{named.Organisation}", named => named.Contact),
        };

        var wrong = await service.Secretariat.PostAsync("/api/v1/invitations/bulk", Many((second.Id, mayor.Id)));
        var stray = await service.Secretariat.PostAsync("/api/v1/invitations/bulk", Many((mayor.Id, mayor.Id)));
        var invited = await service.Secretariat.PostAsync("/api/v1/invitations/bulk", Many((first.Id, mayor.Id)));

        wrong.Body!["errors"]!.AsObject().Single().Key.ShouldBe($"contacts.{second.Id}");
        stray.Body!["errors"]!.AsObject().Single().Key.ShouldBe($"contacts.{mayor.Id}");
        ContactsOf(invited).ShouldBe([$"{mayor.Id}", $"{focal.Id}"]);

        var another = await service.NewConsultationAsync();
        var unreadable = await ImportAsync(another, $"organisation,contact\r\n{first.Id},the mayor\r\n{second.Id},{mayor.Id}\r\n");
        var foreign = await ImportAsync(another, $"organisation,contact\r\n{first.Id},{mayor.Id}\r\n{second.Id},{mayor.Id}\r\n");
        var imported = await ImportAsync(another, $"contact,organisation\r\n{mayor.Id},{first.Id}\r\n,{second.Id}\r\n");

        unreadable.Body!["errors"]!.AsObject().Single().Key.ShouldBe("rows[1].contact");
        foreign.Body!["errors"]!.AsObject().Single().Key.ShouldBe("rows[2].contact");
        ContactsOf(imported).ShouldBe([$"{mayor.Id}", $"{focal.Id}"]);
    }

    [Fact]
    public async Task As_long_as_it_is_open_another_contact_may_be_chosen_or_none()
    {
        var (city, mayor) = await service.NewMayorAsync();
        await FocalPointAsync(city.Id);
        var stranger = (await service.NewMayorAsync()).Mayor;
        var consultation = await service.NewConsultationAsync();
        var invitation = await InviteAsync(new { consultationId = consultation.Id, organisationId = city.Id, deadline = Later });

        (await service.Secretariat.PatchAsync(invitation.Location!, new { contactId = stranger.Id }, invitation.ETag)).Body!["errors"]!["contactId"].ShouldNotBeNull();
        var changed = await service.Secretariat.PatchAsync(invitation.Location!, new { contactId = mayor.Id }, invitation.ETag);
        (changed.Text("contactId"), changed.Text("deadline")).ShouldBe(($"{mayor.Id}", Later));
        var id = Guid.Parse(invitation.Id);
        await service.Elsewhere.HearAsync<InvitationChanged>(i => i.Id == id && i.ContactId == mayor.Id);
        var none = await service.Secretariat.PatchAsync(invitation.Location!, new { contactId = (Guid?)null }, changed.ETag);
        none.Body!["contactId"].ShouldBeNull();

        var accepted = await service.Secretariat.PostAsync($"{invitation.Location}/accept", ifMatch: none.ETag);
        (await service.Secretariat.PatchAsync(invitation.Location!, new { contactId = mayor.Id }, accepted.ETag)).Rule.ShouldBe("invitation-state");
    }

    [Fact]
    public async Task A_reminder_goes_to_the_focal_point_of_today_once_the_contact_has_left_and_names_those_without_any()
    {
        var city = await CityAsync();
        var leaves = await FocalPointAsync(city.Id, from: new(2019, 1, 1));
        var stays = await FocalPointAsync(city.Id, from: new(2020, 1, 1));
        var (without, _) = await service.NewMayorAsync();
        var (merging, before) = await service.NewMayorAsync();
        var consultation = await service.NewConsultationAsync();
        var invitation = await InviteAsync(new { consultationId = consultation.Id, organisationId = city.Id, deadline = Later });
        var unwritten = await InviteAsync(new { consultationId = consultation.Id, organisationId = without.Id, deadline = Later });
        var kept = await InviteAsync(new { consultationId = consultation.Id, organisationId = merging.Id, deadline = Later, contactId = before.Id });
        await service.TellAsync(leaves with { Version = 2, Positions = [leaves.Positions[0] with { To = new(2020, 1, 1) }] });
        var after = await service.TellAsync(Registry.Person((await CityAsync()).Id, "After", "after@example.org"));
        await service.TellAsync(before with { Version = 2, Status = "merged", CanonicalId = after.Id });

        var reminded = await service.Secretariat.PostAsync("/api/v1/invitations/reminders", new { ids = new[] { invitation.Id, unwritten.Id, kept.Id } });

        reminded.Body!["withoutContact"]!.AsArray().Select(id => $"{id}").ShouldBe([unwritten.Id]);
        (await service.Secretariat.GetAsync(invitation.Location!)).Text("contactId").ShouldBe($"{stays.Id}");
        (await service.Secretariat.GetAsync(kept.Location!)).Text("contactId").ShouldBe($"{before.Id}", "a merge changes who is meant, not what was chosen");
    }

    [Fact]
    public async Task People_and_organisations_that_were_merged_are_reached_at_whoever_speaks_for_them()
    {
        var (old, city) = (await CityAsync(), await CityAsync());
        var record = await FocalPointAsync(old.Id, email: null);
        var speaker = await service.TellAsync(Registry.Person((await CityAsync()).Id, "Speaker", "speaker@example.org"));
        await service.TellAsync(record with { Version = 2, Status = "merged", CanonicalId = speaker.Id });
        await service.TellAsync(old with { Version = 2, Status = "merged", CanonicalId = city.Id });
        var consultation = await service.NewConsultationAsync();

        (await InviteAsync(new { consultationId = consultation.Id, organisationId = city.Id, deadline = Later })).Text("contactId").ShouldBe($"{speaker.Id}");
    }

    [Fact]
    public async Task What_is_only_planned_of_a_session_after_its_release_is_not_told()
    {
        var (city, _) = await service.NewMayorAsync();
        var session = await service.NewSessionAsync();
        var consultation = session.Text("consultationId");
        await ConsultationsService.Created(service.Secretariat.PostAsync($"/api/v1/consultations/{consultation}/releases", new { changelog = new { en = "First" } }));
        var released = await service.Secretariat.GetAsync(session.Location!);
        (await service.Secretariat.PatchAsync(session.Location!, new { title = new { en = "A draft title" }, date = "2020-06-12", start = "2020-06-12T14:00:00Z" }, released.ETag))
            .Code.ShouldBe(200);

        var told = await HeardAsync(await InviteAsync(new { consultationId = consultation, sessionId = session.Id, organisationId = city.Id, deadline = Later }));

        (told.Session!["en"], told.Date, told.Start!.Value.Day).ShouldBe(("Skilling migrants", new DateOnly(2020, 6, 11), 11));
    }

    [Fact]
    public async Task A_thousand_are_invited_at_once_each_at_its_own_focal_point()
    {
        var cities = Enumerable.Range(0, 1000).Select(_ => Registry.Organisation("One of many", "municipality")).ToList();
        var people = cities.Select(city => Registry.Person(city.Id, "A focal point", "focal@example.org", kind: "focal-point")).ToList();
        await service.ReadAsync(async db =>
        {
            foreach (var city in cities)
            {
                var copy = new OrganisationCopy();
                copy.Apply(city);
                db.Add(copy);
            }
            foreach (var person in people)
            {
                var copy = new PersonCopy();
                copy.Apply(person);
                db.Add(copy);
            }
            return await db.SaveChangesAsync();
        });
        var consultation = await service.NewConsultationAsync();

        var invited = await service.Secretariat.PostAsync("/api/v1/invitations/bulk",
            new { consultationId = consultation.Id, organisationIds = cities.Select(city => city.Id), deadline = Later });

        ContactsOf(invited).ShouldBe(people.Select(person => $"{person.Id}"));
        var id = Guid.Parse(consultation.Id);
        await Eventually.IsAsync(() => Task.FromResult(service.Elsewhere.Heard<InvitationChanged>().Where(told => told.ConsultationId == id)
            .Select(told => told.ContactId).Distinct().Count() == 1000));
    }

    Task<OrganisationChanged> CityAsync() => service.TellAsync(Registry.Organisation("A city", "municipality"));

    Task<PersonChanged> FocalPointAsync(Guid city, DateOnly? from = null, DateOnly? to = null, string? email = "focal@example.org") =>
        service.TellAsync(Registry.Person(city, "A focal point", email, from, to, "focal-point"));

    Task<ApiAnswer> InviteAsync(object body) => ConsultationsService.Created(service.Secretariat.PostAsync("/api/v1/invitations", body));

    Task<InvitationChanged> HeardAsync(ApiAnswer invitation)
    {
        var id = Guid.Parse(invitation.Id);
        return service.Elsewhere.HearAsync<InvitationChanged>(i => i.Id == id);
    }

    Task<ApiAnswer> ImportAsync(ApiAnswer consultation, string csv) => service.Secretariat.PostAsync(
        $"/api/v1/invitations/imports?consultation={consultation.Id}&deadline=2099-01-01T00:00:00Z", new StringContent(csv, System.Text.Encoding.UTF8, "text/csv"));

    static IEnumerable<string> ContactsOf(ApiAnswer invited)
    {
        invited.Code.ShouldBe(200, invited.ToString());
        return invited.Body!["invitations"]!.AsArray().Select(invitation => $"{invitation!["contactId"]}");
    }
}
