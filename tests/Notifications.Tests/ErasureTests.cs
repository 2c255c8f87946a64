using MayorsMechanism.Messaging.Contracts;
using MayorsMechanism.Messaging.History;
using MayorsMechanism.Notifications.Letters;
using Microsoft.EntityFrameworkCore;

namespace MayorsMechanism.Notifications.Tests;

public sealed class ErasureTests(NotificationsService service)
{
    [Fact]
    public async Task Of_an_erased_person_no_table_and_no_file_tells_and_the_history_is_whole()
    {
        var mark = Guid.NewGuid().ToString("N");
        var person = Given.Person(name: $"Name {mark}", email: $"{mark}@city.example");
        var sent = Given.Nomination("confirmed", 1, person.Id) with { Calendar = $"BEGIN:VCALENDAR\r\nATTENDEE:mailto:{mark}@city.example\r\nEND:VCALENDAR\r\n" };
        await service.PublishAsync(person);
        await service.PublishAsync(sent);
        var letter = (await service.EndedAsync(sent.Id, 1)).Single();
        (await AllRows.AsTextAsync(service.Database)).ShouldContain(mark);
        File.WriteAllText(Path.ChangeExtension(service.FileOf(letter.Id), ".part"), mark);

        await EraseAsync(person.Id);

        (await AllRows.AsTextAsync(service.Database)).ShouldNotContain(mark);
        Directory.EnumerateFiles(service.Pickup, $"{letter.Id}*").ShouldBeEmpty();
        var kept = (await service.LettersAsync(sent.Id)).Single();
        (kept.State, kept.Erased, kept.Occasion.Consultation).ShouldBe((LetterState.Sent, true, sent.Consultation));
        service.Receipts[person.Id].Service.ShouldBe("notifications");
        await HistoryIsWholeAsync(letter.Id);

        await service.PublishAsync(person);
        await service.PublishAsync(sent with { Version = 5, State = "withdrawn" });
        await AnotherLetterLeavesAsync();
        (await AllRows.AsTextAsync(service.Database)).ShouldNotContain(mark);
        (await service.LettersAsync(sent.Id)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_letter_that_waits_for_an_erased_person_is_discarded()
    {
        var nomination = Given.Nomination("confirmed", 1);
        await service.PublishAsync(nomination);
        await Eventually.HoldsAsync(() => service.LettersAsync(nomination.Id), letters => letters.Count == 1);

        await EraseAsync(nomination.PersonId);

        var letter = (await service.LettersAsync(nomination.Id)).Single();
        (letter.State, letter.Calendar).ShouldBe((LetterState.Discarded, null));
    }

    [Fact]
    public async Task What_was_written_for_a_merged_person_goes_with_the_one_it_was_written_to()
    {
        var mark = Guid.NewGuid().ToString("N");
        var (merged, written) = (Guid.CreateVersion7(), Given.Person(name: mark));
        await service.PublishAsync(Given.Person(merged, canonical: written.Id));
        await service.PublishAsync(written);
        var nomination = Given.Nomination("confirmed", 1, merged);
        await service.PublishAsync(nomination);
        var letter = (await service.EndedAsync(nomination.Id, 1)).Single();
        letter.Text!.ShouldContain(mark);

        await EraseAsync(written.Id);

        (await AllRows.AsTextAsync(service.Database)).ShouldNotContain(mark);
        File.Exists(service.FileOf(letter.Id)).ShouldBeFalse();
    }

    [Fact]
    public async Task A_calendar_goes_with_whoever_it_names_even_if_another_is_written_to()
    {
        var (mark, named) = (Guid.NewGuid().ToString("N"), Guid.CreateVersion7());
        var person = Given.Person();
        await service.PublishAsync(person);
        var nomination = Given.Nomination("confirmed", 1, person.Id) with { Calendar = $"ATTENDEE:mailto:{mark}@city.example\r\n", CalendarFor = named };
        await service.PublishAsync(nomination);
        await service.EndedAsync(nomination.Id, 1);

        await EraseAsync(named);

        (await AllRows.AsTextAsync(service.Database)).ShouldNotContain(mark);
    }

    [Fact]
    public async Task A_letter_whose_sender_died_is_cleared_away_when_its_person_was_erased_meanwhile()
    {
        var nomination = Given.Nomination("confirmed", 1);
        await service.PublishAsync(nomination);
        var letter = (await Eventually.HoldsAsync(() => service.LettersAsync(nomination.Id), letters => letters.Count == 1)).Single();
        await service.QueryAsync(db => db.Database.ExecuteSqlAsync(
            $"UPDATE letters SET state = 'sending', recipient_id = person_id, due_at = now() + interval '3 s' WHERE id = {letter.Id}"));
        await EraseAsync(nomination.PersonId);
        (await service.LettersAsync(nomination.Id)).Single().State.ShouldBe(LetterState.Sending);

        // The last that its sender did.
        File.WriteAllText(service.FileOf(letter.Id), "a letter");

        (await service.EndedAsync(nomination.Id, 1)).Single().State.ShouldBe(LetterState.Discarded);
        File.Exists(service.FileOf(letter.Id)).ShouldBeFalse();
    }

    [Fact]
    public async Task Whoever_was_written_to_for_an_organisation_goes_with_their_letters_and_the_invitation_goes_on()
    {
        var mark = Guid.NewGuid().ToString("N");
        var contact = Given.Person(name: $"Name {mark}", email: $"{mark}@city.example");
        await service.PublishAsync(contact);
        var invited = Given.Invitation("open", 1, contact.Id);
        await service.PublishAsync(invited);
        var letter = (await service.EndedAsync(invited.Id, 1)).Single();
        (await AllRows.AsTextAsync(service.Database)).ShouldContain(mark);

        await EraseAsync(contact.Id);

        (await AllRows.AsTextAsync(service.Database)).ShouldNotContain(mark);
        File.Exists(service.FileOf(letter.Id)).ShouldBeFalse();
        (await service.QueryAsync(async db => (await db.Invitations.FindAsync(invited.Id))!.ContactId)).ShouldBeNull();
        // Of a state that still names them nothing is taken.
        await service.PublishAsync(invited with { Version = 2, Reminders = 1 });
        var successor = Given.Person();
        await service.PublishAsync(successor);
        await service.PublishAsync(invited with { Version = 4, ContactId = successor.Id });
        (await service.EndedAsync(invited.Id, 2)).Select(each => (each.PersonId, each.Trigger)).ShouldBe(
            [(contact.Id, LetterTrigger.Invited), (successor.Id, LetterTrigger.Invited)]);
    }

    [Fact]
    public async Task An_invitation_that_waits_for_an_erased_contact_is_discarded()
    {
        var invited = Given.Invitation("open", 1, Guid.CreateVersion7());
        await service.PublishAsync(invited);
        await Eventually.HoldsAsync(() => service.LettersAsync(invited.Id), letters => letters.Count == 1);

        await EraseAsync(invited.ContactId!.Value);

        (await service.LettersAsync(invited.Id)).Single().State.ShouldBe(LetterState.Discarded);
    }

    async Task EraseAsync(Guid person)
    {
        await service.PublishAsync(new PersonErased { Id = person, Version = 9 });
        await Eventually.HoldsAsync(() => service.Receipts.ContainsKey(person));
    }

    async Task AnotherLetterLeavesAsync()
    {
        var person = Given.Person();
        var nomination = Given.Nomination("confirmed", 1, person.Id);
        await service.PublishAsync(person);
        await service.PublishAsync(nomination);
        await service.EndedAsync(nomination.Id, 1);
    }

    async Task HistoryIsWholeAsync(Guid letter)
    {
        var entries = await Eventually.HoldsAsync(
            () => service.QueryAsync(db => db.History.AsNoTracking().Where(entry => entry.RootId == letter).OrderBy(entry => entry.Id).ToListAsync()),
            all => all.All(entry => entry.Position is not null));
        entries.Select(entry => entry.Action).ShouldContain("erased");
        entries.First().Payload.ShouldBeNull();
        (await service.QueryAsync(db => VerifyHistory.RunAsync(db, TestContext.Current.CancellationToken))).Fault.ShouldBeNull();
    }
}
