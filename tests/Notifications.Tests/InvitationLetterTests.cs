using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using MayorsMechanism.Messaging.Contracts;
using MayorsMechanism.Notifications.Letters;
using Microsoft.EntityFrameworkCore;

namespace MayorsMechanism.Notifications.Tests;

/// <summary>Letters to the contact of an invited organisation.</summary>
public sealed partial class InvitationLetterTests(NotificationsService service)
{
    [Fact]
    public async Task The_contact_is_asked_for_an_answer_by_a_link_that_answers_the_invitation_and_outlives_the_deadline()
    {
        var (invited, contact) = (Given.Invitation("open", 1), Given.Person());
        var letter = await AskAsync(invited = invited with { ContactId = contact.Id }, contact);

        var mail = service.Mail(letter);
        var token = Token().Match(mail.TextBody!).Groups[1].Value;
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)));
        await Eventually.HoldsAsync(() => service.Links.ContainsKey(hash));
        var link = service.Links[hash];
        (link.Purpose, link.RecordId, link.PersonId, link.ExpiresAt).ShouldBe(("answer-invitation", invited.Id, contact.Id, invited.Deadline.AddDays(30)));
        mail.TextBody!.ShouldContain("Intendencia de Montevideo is invited to take part in the Puebla Process Consultation.");
        mail.TextBody!.ShouldContain("by Friday, May 1, 2099, 22:00 (UTC).");
        mail.TextBody!.ShouldNotContain("session");
        mail.BodyParts.Count().ShouldBe(2, "there is no calendar entry");
        letter.Text!.ShouldContain("/r/not-kept");
        (letter.Text + await AllRows.AsTextAsync(service.Database)).ShouldNotContain(token[2..]);
        using var api = service.Secretariat;
        var listed = (await api.GetAsync($"/api/v1/notifications?invitation={invited.Id}")).Items.ShouldHaveSingleItem()!;
        ($"{listed["trigger"]}", $"{listed["invitationId"]}", listed["nominationId"]).ShouldBe(("invited", $"{invited.Id}", null));
    }

    [Theory]
    [InlineData("en", "Invitation: ", "“Skilling migrants”: Friday, June 11, 2060, 08:00 (America/Costa_Rica).", "Friday, May 1, 2099, 16:00 (America/Costa_Rica)")]
    [InlineData("es", "Invitación: ", "«Formación de migrantes»: viernes, 11 de junio de 2060, 08:00", "viernes, 1 de mayo de 2099, 16:00")]
    [InlineData("fr", "Invitation : ", "« Skilling migrants » : vendredi 11 juin 2060, 08:00", "vendredi 1 mai 2099, 16:00")]
    [InlineData("pt", "Convite: ", "«Skilling migrants»: sexta-feira, 11 de junho de 2060, 08:00", "sexta-feira, 1 de maio de 2099, 16:00")]
    public async Task It_speaks_the_contact_s_language_and_of_the_session_on_its_clocks(string language, string subject, string session, string deadline)
    {
        var contact = Given.Person(languages: [language]);
        var letter = await AskAsync(Given.OfSession(Given.Invitation("open", 1, contact.Id)), contact);

        letter.Subject!.ShouldStartWith(subject);
        letter.Text!.ShouldContain(session);
        letter.Text!.ShouldContain(deadline);
    }

    public static TheoryData<string> Orders => ["IW", "WI", "IIWW", "I1W", "1IW", "W1I", "I21W", "2I1W", "IWI", "AWI", "IAW", "I1AW", "A1W", "1W2"];

    [Theory, MemberData(nameof(Orders))]
    public async Task An_invitation_withdrawn_before_its_letter_left_sends_nothing(string order)
    {
        var (contact, invitation) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        foreach (var state in order) await service.PublishAsync(Event(state, contact, invitation));
        await VersionIsKnownAsync(invitation, 9);
        await service.PublishAsync(Given.Person(contact));
        await AnotherLetterLeavesAsync();

        (await service.LettersAsync(invitation)).ShouldAllBe(letter => letter.State == LetterState.Discarded && letter.Attempts.Length == 0);
    }

    [Theory, MemberData(nameof(Orders))]
    public async Task While_letters_may_leave_it_is_nothing_or_the_invitation_then_its_reminders_then_its_withdrawal(string order)
    {
        var (contact, invitation) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await service.PublishAsync(Given.Person(contact));
        await Eventually.HoldsAsync(() => service.QueryAsync(async db => await db.Recipients.FindAsync(contact)), seen => seen is not null);
        foreach (var state in order)
        {
            await service.PublishAsync(Event(state, contact, invitation));
            await Task.Delay(Random.Shared.Next(120), TestContext.Current.CancellationToken);
        }
        await VersionIsKnownAsync(invitation, 9);

        var letters = await Eventually.HoldsAsync(() => service.LettersAsync(invitation), all => all.All(l => l.State is LetterState.Sent or LetterState.Discarded));
        var sent = letters.Where(letter => letter.State is LetterState.Sent).OrderBy(letter => letter.Attempts[^1].At).Select(letter => letter.Trigger).ToList();
        if (sent is []) return;
        (sent[0], sent[^1]).ShouldBe((LetterTrigger.Invited, LetterTrigger.InvitationWithdrawn), string.Join(", ", sent));
        sent[1..^1].ShouldAllBe(trigger => trigger == LetterTrigger.InvitationReminder);
        sent.Count.ShouldBeLessThanOrEqualTo(2 + order.Where(char.IsDigit).Distinct().Count());
    }

    [Fact]
    public async Task Each_reminder_is_one_letter_with_a_link_of_its_own_however_often_it_is_told()
    {
        var contact = Given.Person();
        var invited = Given.Invitation("open", 1, contact.Id);
        await AskAsync(invited, contact);

        var reminded = invited with { Version = 2, Reminders = 1 };
        await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => service.PublishAsync(reminded)));
        await service.EndedAsync(invited.Id, 2);
        await service.PublishAsync(invited with { Version = 4, Reminders = 1, Deadline = invited.Deadline.AddDays(1) });
        await service.PublishAsync(invited);
        await VersionIsKnownAsync(invited.Id, 4);
        (await service.LettersAsync(invited.Id)).Count.ShouldBe(2, "more time is no reminder");
        await service.PublishAsync(invited with { Version = 5, Reminders = 2 });

        var letters = await service.EndedAsync(invited.Id, 3);
        letters.Select(letter => letter.Trigger).ShouldBe([LetterTrigger.Invited, LetterTrigger.InvitationReminder, LetterTrigger.InvitationReminder]);
        letters.Select(letter => Token().Match(service.Mail(letter).TextBody!).Groups[1].Value).Distinct().Count().ShouldBe(3);
        letters[1].Text!.ShouldContain("We have not heard yet whether Intendencia de Montevideo takes part");
    }

    [Fact]
    public async Task Who_has_not_got_the_first_letter_gets_one_that_says_the_newest()
    {
        var contact = Given.Person();
        var invited = Given.Invitation("open", 1, contact.Id);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => service.PublishAsync(invited)));
        await VersionIsKnownAsync(invited.Id, 1);
        await service.PublishAsync(invited with { Version = 2, Reminders = 1, Deadline = new(2099, 6, 1, 10, 0, 0, TimeSpan.Zero) });
        await VersionIsKnownAsync(invited.Id, 2);
        await service.PublishAsync(contact);

        var letter = (await service.EndedAsync(invited.Id, 1)).ShouldHaveSingleItem();
        letter.Trigger.ShouldBe(LetterTrigger.Invited);
        letter.Text!.ShouldContain("June 1, 2099, 10:00 (UTC)");
        await service.PublishAsync(invited with { Version = 3, Reminders = 1 });
        await VersionIsKnownAsync(invited.Id, 3);
        (await service.LettersAsync(invited.Id)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Whoever_has_not_answered_is_told_when_the_session_moves_once_and_asked_again()
    {
        var (contact, later) = (Given.Person(), new DateTimeOffset(2060, 6, 12, 15, 0, 0, TimeSpan.Zero));
        var invited = Given.OfSession(Given.Invitation("open", 1, contact.Id));
        await AskAsync(invited, contact);

        await service.PublishAsync(invited with { Version = 2, Session = new() { ["en"] = "Skills" } });
        var moved = invited with { Version = 3, Date = new DateOnly(2060, 6, 12), Start = later };
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => service.PublishAsync(moved)));
        await service.PublishAsync(moved with { Version = 4 });
        await VersionIsKnownAsync(invited.Id, 4);

        var letters = await service.EndedAsync(invited.Id, 2);
        letters[1].Trigger.ShouldBe(LetterTrigger.InvitationMoved);
        letters[1].Text!.ShouldContain("It is now planned for: Saturday, June 12, 2060, 09:00 (America/Costa_Rica).");
        Token().IsMatch(service.Mail(letters[1]).TextBody!).ShouldBeTrue();
    }

    [Fact]
    public async Task A_letter_that_waits_leaves_with_the_new_hour_and_is_the_only_one()
    {
        var contact = Given.Person();
        var invited = Given.OfSession(Given.Invitation("open", 1, contact.Id));
        await service.PublishAsync(invited);
        await VersionIsKnownAsync(invited.Id, 1);
        await service.PublishAsync(invited with { Version = 2, Date = new DateOnly(2060, 6, 12), Start = invited.Start!.Value.AddDays(1) });
        await VersionIsKnownAsync(invited.Id, 2);
        await service.PublishAsync(contact);

        var letter = (await service.EndedAsync(invited.Id, 1)).ShouldHaveSingleItem();
        (letter.Trigger, letter.Occasion.Date).ShouldBe((LetterTrigger.Invited, new DateOnly(2060, 6, 12)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Who_accepted_is_told_that_the_session_moves_and_that_it_is_cancelled_whether_or_not_they_had_a_letter(bool asked)
    {
        var contact = Given.Person();
        var invited = Given.OfSession(Given.Invitation("open", 1, contact.Id));
        if (asked) await AskAsync(invited, contact);
        else await service.PublishAsync(contact);
        var accepted = invited with { Version = 2, State = "accepted" };
        await service.PublishAsync(accepted);
        await VersionIsKnownAsync(invited.Id, 2);

        var moved = accepted with { Version = 3, Date = new DateOnly(2060, 6, 12), Start = invited.Start!.Value.AddDays(1) };
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => service.PublishAsync(moved)));
        var told = await service.EndedAsync(invited.Id, asked ? 2 : 1);
        var cancelled = moved with { Version = 4, SessionCancelled = true };
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => service.PublishAsync(cancelled)));
        await service.PublishAsync(cancelled with { Version = 5 });
        await VersionIsKnownAsync(invited.Id, 5);

        var letters = await service.EndedAsync(invited.Id, asked ? 3 : 2);
        letters.TakeLast(2).Select(letter => letter.Trigger).ShouldBe([LetterTrigger.AcceptedMoved, LetterTrigger.AcceptedCancelled]);
        letters.TakeLast(2).ShouldAllBe(letter => letter.State == LetterState.Sent && !letter.Text!.Contains("/r/") && letter.Text.Contains("June 12"));
        told.Count.ShouldBe(asked ? 2 : 1);
    }

    [Fact]
    public async Task Who_read_the_old_hour_and_accepts_before_the_letter_of_the_move_left_is_told_the_new_one()
    {
        var (contact, speaker) = (Given.Person(), Guid.CreateVersion7());
        var invited = Given.OfSession(Given.Invitation("open", 1, contact.Id));
        await AskAsync(invited, contact);
        // The next letter waits for who speaks for the contact.
        await service.PublishAsync(contact with { Version = 2, Status = "merged", CanonicalId = speaker });
        await Eventually.HoldsAsync(() => service.QueryAsync(async db => (await db.Recipients.FindAsync(contact.Id))?.Version), seen => seen == 2);
        var moved = invited with { Version = 2, Date = new DateOnly(2060, 6, 12), Start = invited.Start!.Value.AddDays(1) };
        await service.PublishAsync(moved);
        await VersionIsKnownAsync(invited.Id, 2);

        await service.PublishAsync(moved with { Version = 3, State = "accepted" });
        await VersionIsKnownAsync(invited.Id, 3);
        await service.PublishAsync(Given.Person(speaker));

        var letters = await Eventually.HoldsAsync(() => service.LettersAsync(invited.Id), all => all.Count(letter => letter.State is LetterState.Sent) == 2);
        letters.Select(letter => (letter.Trigger, letter.State)).ShouldBe(
            [(LetterTrigger.Invited, LetterState.Sent), (LetterTrigger.InvitationMoved, LetterState.Discarded), (LetterTrigger.AcceptedMoved, LetterState.Sent)]);
    }

    [Fact]
    public async Task A_move_is_told_though_the_reminder_before_it_could_not_be_delivered()
    {
        var contact = Given.Person();
        var invited = Given.OfSession(Given.Invitation("open", 1, contact.Id));
        await AskAsync(invited, contact);
        await service.PublishAsync(contact with { Version = 2, Email = null });
        await Eventually.HoldsAsync(() => service.QueryAsync(async db => (await db.Recipients.FindAsync(contact.Id))?.Version), seen => seen == 2);
        await service.PublishAsync(invited with { Version = 2, Reminders = 1 });
        await Eventually.HoldsAsync(() => service.LettersAsync(invited.Id), all => all.Count == 2 && all[1].State is LetterState.Failed);
        await service.PublishAsync(contact with { Version = 3 });
        await Eventually.HoldsAsync(() => service.QueryAsync(async db => (await db.Recipients.FindAsync(contact.Id))?.Version), seen => seen == 3);

        var moved = invited with { Version = 3, Reminders = 1, Date = new DateOnly(2060, 6, 12) };
        await service.PublishAsync(moved);

        var letter = (await Eventually.HoldsAsync(() => service.LettersAsync(invited.Id), all => all.Count == 3 && all[2].State is LetterState.Sent))[2];
        (letter.Trigger, letter.Occasion.Date).ShouldBe((LetterTrigger.InvitationMoved, new DateOnly(2060, 6, 12)));
        await service.PublishAsync(moved with { Version = 4 });
        await VersionIsKnownAsync(invited.Id, 4);
        (await service.LettersAsync(invited.Id)).Count.ShouldBe(3);
    }

    [Fact]
    public async Task A_move_of_a_session_of_the_past_is_told_to_nobody_who_has_not_answered()
    {
        var contact = Given.Person();
        var invited = Given.OfSession(Given.Invitation("open", 1, contact.Id)) with { Date = new DateOnly(2020, 6, 11) };
        await AskAsync(invited, contact);

        await service.PublishAsync(invited with { Version = 2, Date = new DateOnly(2020, 6, 12) });
        await VersionIsKnownAsync(invited.Id, 2);

        (await service.LettersAsync(invited.Id)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_cancellation_that_waits_is_told_though_the_invitation_is_withdrawn_meanwhile()
    {
        var contact = Given.Person();
        var accepted = Given.OfSession(Given.Invitation("accepted", 1, contact.Id));
        await service.PublishAsync(accepted with { Version = 2, SessionCancelled = true });
        await VersionIsKnownAsync(accepted.Id, 2);
        await service.PublishAsync(accepted with { Version = 3, SessionCancelled = true, State = "withdrawn" });
        await VersionIsKnownAsync(accepted.Id, 3);

        await service.PublishAsync(contact);

        var letter = (await service.EndedAsync(accepted.Id, 1)).ShouldHaveSingleItem();
        (letter.Trigger, letter.State).ShouldBe((LetterTrigger.AcceptedCancelled, LetterState.Sent));
    }

    [Fact]
    public async Task A_title_in_the_contact_s_language_of_any_region_is_said()
    {
        var contact = Given.Person(languages: ["pt"]);
        var invited = Given.OfSession(Given.Invitation("open", 1, contact.Id)) with { Session = new() { ["en"] = "Skilling migrants", ["pt-BR"] = "Formação de migrantes" } };

        (await AskAsync(invited, contact)).Text!.ShouldContain("Formação de migrantes");
    }

    [Fact]
    public async Task Of_a_session_of_the_past_and_of_one_at_the_same_hour_who_accepted_hears_nothing()
    {
        var contact = Given.Person();
        await service.PublishAsync(contact);
        var past = Given.OfSession(Given.Invitation("accepted", 1, contact.Id)) with { Date = new DateOnly(2020, 6, 11), Start = new(2020, 6, 11, 14, 0, 0, TimeSpan.Zero) };
        var same = Given.OfSession(Given.Invitation("accepted", 1, contact.Id));
        foreach (var each in (InvitationChanged[])[past, same, past with { Version = 2, Date = new DateOnly(2020, 6, 12) }, same with { Version = 2, Reminders = 1 }])
        {
            await service.PublishAsync(each);
            await VersionIsKnownAsync(each.Id, each.Version);
        }
        await AnotherLetterLeavesAsync();

        foreach (var each in (InvitationChanged[])[past, same]) (await service.LettersAsync(each.Id)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Who_was_told_that_it_moved_is_told_that_it_was_withdrawn()
    {
        var contact = Given.Person();
        await service.PublishAsync(contact);
        var accepted = Given.OfSession(Given.Invitation("accepted", 1, contact.Id));
        await service.PublishAsync(accepted);
        await VersionIsKnownAsync(accepted.Id, 1);
        await service.PublishAsync(accepted with { Version = 2, Date = new DateOnly(2060, 6, 12) });
        await service.EndedAsync(accepted.Id, 1);

        await service.PublishAsync(accepted with { Version = 3, State = "withdrawn" });

        (await service.EndedAsync(accepted.Id, 2)).Select(letter => (letter.Trigger, letter.State)).ShouldBe(
            [(LetterTrigger.AcceptedMoved, LetterState.Sent), (LetterTrigger.InvitationWithdrawn, LetterState.Sent)]);
    }

    [Theory]
    [InlineData("accepted")]
    [InlineData("declined")]
    public async Task Who_answered_is_told_nothing_but_that_it_was_withdrawn_after_all(string answer)
    {
        var contact = Given.Person();
        var invited = Given.Invitation("open", 1, contact.Id);
        await AskAsync(invited, contact);

        await service.PublishAsync(invited with { Version = 2, State = answer, Reminders = 1 });
        await VersionIsKnownAsync(invited.Id, 2);
        (await service.LettersAsync(invited.Id)).Count.ShouldBe(1);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => service.PublishAsync(invited with { Version = 3, State = "withdrawn" })));

        var letter = (await service.EndedAsync(invited.Id, 2))[1];
        letter.Trigger.ShouldBe(LetterTrigger.InvitationWithdrawn);
        letter.Text!.ShouldNotContain("/r/");
    }

    [Fact]
    public async Task A_reminder_that_waits_is_not_sent_once_there_is_an_answer_or_a_withdrawal()
    {
        foreach (var state in (string[])["accepted", "withdrawn"])
        {
            var contact = Given.Person();
            var invited = Given.Invitation("open", 1, contact.Id);
            await AskAsync(invited, contact);
            // Whom letters would go to is another now, of whom nothing is known here yet: they wait.
            var other = Guid.CreateVersion7();
            await service.PublishAsync(contact with { Version = 2, Status = "merged", CanonicalId = other });
            await Eventually.HoldsAsync(() => service.QueryAsync(async db => (await db.Recipients.FindAsync(contact.Id))?.CanonicalId), known => known == other);
            await service.PublishAsync(invited with { Version = 2, Reminders = 1 });
            await VersionIsKnownAsync(invited.Id, 2);
            await service.PublishAsync(invited with { Version = 3, Reminders = 1, State = state });
            await VersionIsKnownAsync(invited.Id, 3);
            await service.PublishAsync(Given.Person(other));

            var letters = await service.EndedAsync(invited.Id, state == "withdrawn" ? 3 : 2);
            (letters[1].Trigger, letters[1].State).ShouldBe((LetterTrigger.InvitationReminder, LetterState.Discarded));
            letters.Skip(2).ShouldAllBe(letter => letter.Trigger == LetterTrigger.InvitationWithdrawn && letter.State == LetterState.Sent);
        }
    }

    [Fact]
    public async Task Nobody_is_asked_after_the_deadline_and_more_time_asks()
    {
        var contact = Given.Person();
        await service.PublishAsync(contact);
        var past = Given.Invitation("open", 1, contact.Id) with { Deadline = DateTimeOffset.UtcNow.AddDays(-1) };
        await service.PublishAsync(past);
        await VersionIsKnownAsync(past.Id, 1);
        (await service.LettersAsync(past.Id)).ShouldBeEmpty();

        await service.PublishAsync(past with { Version = 2, Deadline = DateTimeOffset.UtcNow.AddDays(1) });

        (await service.EndedAsync(past.Id, 1)).Single().State.ShouldBe(LetterState.Sent);
    }

    [Fact]
    public async Task A_letter_that_waited_beyond_the_deadline_is_not_sent_until_there_is_more_time()
    {
        var contact = Given.Person();
        var invited = Given.Invitation("open", 1, contact.Id) with { Deadline = DateTimeOffset.UtcNow.AddSeconds(2) };
        await service.PublishAsync(invited);
        await Eventually.HoldsAsync(() => service.LettersAsync(invited.Id), letters => letters.Count == 1);
        await Task.Delay(2200, TestContext.Current.CancellationToken);
        await service.PublishAsync(contact);
        (await service.EndedAsync(invited.Id, 1)).Single().State.ShouldBe(LetterState.Discarded);

        await service.PublishAsync(invited with { Version = 2, Deadline = DateTimeOffset.UtcNow.AddDays(1) });

        (await service.EndedAsync(invited.Id, 2)).Select(letter => (letter.Trigger, letter.State)).ShouldBe(
            [(LetterTrigger.Invited, LetterState.Discarded), (LetterTrigger.Invited, LetterState.Sent)]);
    }

    [Fact]
    public async Task Another_contact_gets_the_invitation_and_what_waited_for_the_first_is_not_sent()
    {
        var (first, second, third) = (Given.Person(), Given.Person(), Given.Person());
        var invited = Given.Invitation("open", 1, first.Id);
        await service.PublishAsync(invited);
        await VersionIsKnownAsync(invited.Id, 1);
        await service.PublishAsync(second);
        await service.PublishAsync(invited with { Version = 2, ContactId = second.Id });
        (await service.EndedAsync(invited.Id, 2)).Select(letter => (letter.PersonId, letter.State)).ShouldBe(
            [(first.Id, LetterState.Discarded), (second.Id, LetterState.Sent)]);

        await service.PublishAsync(invited with { Version = 3, ContactId = null, Reminders = 1 });
        await VersionIsKnownAsync(invited.Id, 3);
        await service.PublishAsync(third);
        await service.PublishAsync(invited with { Version = 4, ContactId = third.Id, Reminders = 1 });
        await service.EndedAsync(invited.Id, 3);
        await service.PublishAsync(invited with { Version = 5, ContactId = third.Id, State = "withdrawn" });

        (await service.EndedAsync(invited.Id, 4)).Skip(2).Select(letter => (letter.PersonId, letter.Trigger)).ShouldBe(
            [(third.Id, LetterTrigger.Invited), (third.Id, LetterTrigger.InvitationWithdrawn)]);
    }

    [Fact]
    public async Task A_merged_contact_is_written_to_as_whoever_speaks_for_both_and_the_link_stays_theirs()
    {
        var speaker = Given.Person(name: "Speaker", email: "speaker@city.example");
        var contact = Given.Person(canonical: speaker.Id);
        await service.PublishAsync(speaker);
        var letter = await AskAsync(Given.Invitation("open", 1, contact.Id), contact);

        (letter.PersonId, letter.RecipientId).ShouldBe((contact.Id, (Guid?)speaker.Id));
        service.Mail(letter).To.ToString().ShouldBe("\"Speaker\" <speaker@city.example>");
    }

    [Fact]
    public async Task Who_had_no_address_gets_the_invitation_with_the_next_reminder()
    {
        var contact = Given.Person(email: null);
        var invited = Given.Invitation("open", 1, contact.Id);
        (await AskAsync(invited, contact)).Attempts.Single().Reason.ShouldBe("no-address");
        await service.PublishAsync(contact with { Version = 2, Email = "at.last@city.example" });
        await Eventually.HoldsAsync(() => service.QueryAsync(async db => (await db.Recipients.FindAsync(contact.Id))?.Email), email => email is not null);

        await service.PublishAsync(invited with { Version = 2, Reminders = 1 });

        (await service.EndedAsync(invited.Id, 2))[1].ShouldSatisfyAllConditions(
            letter => letter.Trigger.ShouldBe(LetterTrigger.Invited), letter => letter.State.ShouldBe(LetterState.Sent));
    }

    [Fact]
    public async Task Of_a_thousand_invited_at_once_each_gets_one_letter_and_a_reminder_only_whom_it_concerns()
    {
        var contact = Given.Person();
        await service.PublishAsync(contact);
        var invited = Enumerable.Range(0, 1000).Select(_ => Given.Invitation("open", 1, contact.Id)).ToList();
        var ids = invited.Select(invitation => (Guid?)invitation.Id).ToHashSet();
        foreach (var some in invited.Concat(invited).Chunk(200)) await Task.WhenAll(some.Select(invitation => service.PublishAsync(invitation)));
        await Eventually.HoldsAsync(() => CountAsync(ids, LetterState.Sent), count => count == 1000);

        var reminded = invited.Take(10).ToList();
        await Task.WhenAll(reminded.Concat(reminded).Select(invitation => service.PublishAsync(invitation with { Version = 2, Reminders = 1 })));
        foreach (var each in reminded) (await service.EndedAsync(each.Id, 2))[1].Trigger.ShouldBe(LetterTrigger.InvitationReminder);
        await AnotherLetterLeavesAsync();

        (await CountAsync(ids, null)).ShouldBe(1010);
    }

    async Task<Letter> AskAsync(InvitationChanged invited, PersonChanged contact)
    {
        await service.PublishAsync(invited);
        await service.PublishAsync(contact);
        return (await service.EndedAsync(invited.Id, 1)).Single();
    }

    /// <summary>I: invited; 1, 2: and so often reminded; A: accepted; W: withdrawn.</summary>
    static InvitationChanged Event(char state, Guid contact, Guid invitation) => state switch
    {
        'I' => Given.Invitation("open", 1, contact, invitation),
        '1' => Given.Invitation("open", 2, contact, invitation, reminders: 1),
        '2' => Given.Invitation("open", 3, contact, invitation, reminders: 2),
        'A' => Given.Invitation("accepted", 4, contact, invitation),
        _ => Given.Invitation("withdrawn", 9, contact, invitation),
    };

    Task<int> CountAsync(HashSet<Guid?> invitations, LetterState? state) => service.QueryAsync(db =>
        db.Letters.CountAsync(letter => invitations.Contains(letter.InvitationId) && (state == null || letter.State == state)));

    Task VersionIsKnownAsync(Guid invitation, long version) =>
        Eventually.HoldsAsync(() => service.QueryAsync(async db => (await db.Invitations.FindAsync(invitation))?.Version), seen => seen == version);

    async Task AnotherLetterLeavesAsync()
    {
        var contact = Given.Person();
        await AskAsync(Given.Invitation("open", 1, contact.Id), contact);
    }

    [GeneratedRegex(@"http://mayors\.test/r/(i-[A-Za-z0-9_-]+)")]
    private static partial Regex Token();
}
