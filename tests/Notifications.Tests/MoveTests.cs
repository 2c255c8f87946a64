using MayorsMechanism.Messaging.Contracts;
using MayorsMechanism.Notifications.Letters;
using Microsoft.EntityFrameworkCore;
using MimeKit;

namespace MayorsMechanism.Notifications.Tests;

/// <summary>Letters about a session that moves or is cancelled after its seats were told of.</summary>
public sealed class MoveTests(NotificationsService service)
{
    static readonly DateTimeOffset Later = new(2060, 6, 18, 15, 30, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("confirmed", true)]
    [InlineData("accepted", false)]
    public async Task Who_was_told_of_a_seat_is_told_once_when_its_time_changes(string state, bool asks)
    {
        var person = Given.Person();
        await service.PublishAsync(person);
        var confirmed = Given.Nomination("confirmed", 2, person.Id);
        await service.PublishAsync(confirmed);
        await service.EndedAsync(confirmed.Id, 1);

        var moved = Moved(Given.Nomination(state, 3, person.Id, confirmed.Id), sequence: 1);
        await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => service.PublishAsync(moved)));
        await service.PublishAsync(moved with { Version = 4 });

        var letter = (await service.EndedAsync(confirmed.Id, 2))[1];
        var mail = service.Mail(letter);
        (letter.Trigger, Method(mail)).ShouldBe((LetterTrigger.NominationMoved, "REQUEST"));
        (mail.TextBody!.Contains("June 18, 2060, 09:30 (America/Costa_Rica)"), mail.HtmlBody!.Contains("June 18, 2060, 09:30")).ShouldBe((true, true));
        mail.TextBody!.Contains("/r/n-").ShouldBe(asks);
        await VersionIsKnownAsync(confirmed.Id, 4);
        (await service.LettersAsync(confirmed.Id)).Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_change_that_nobody_is_to_be_told_of_writes_no_letter()
    {
        var person = Given.Person();
        await service.PublishAsync(person);
        var confirmed = Given.Nomination("confirmed", 2, person.Id);
        await service.PublishAsync(confirmed);
        await service.EndedAsync(confirmed.Id, 1);

        await service.PublishAsync(Given.Nomination("accepted", 3, person.Id, confirmed.Id) with { Start = Later });
        await VersionIsKnownAsync(confirmed.Id, 3);

        (await service.LettersAsync(confirmed.Id)).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Who_waits_for_the_first_letter_gets_one_with_the_new_time()
    {
        var person = Given.Person();
        var confirmed = Given.Nomination("confirmed", 2, person.Id);
        await service.PublishAsync(confirmed);
        await VersionIsKnownAsync(confirmed.Id, 2);
        await service.PublishAsync(Moved(confirmed with { Version = 3 }, sequence: 1));
        await VersionIsKnownAsync(confirmed.Id, 3);
        await service.PublishAsync(person);

        var letter = (await service.EndedAsync(confirmed.Id, 1)).ShouldHaveSingleItem();
        (letter.Trigger, letter.Occasion.Start).ShouldBe((LetterTrigger.NominationConfirmed, Later));
    }

    [Fact]
    public async Task A_session_that_is_cancelled_says_so_and_takes_the_entry_back()
    {
        var person = Given.Person(languages: ["pt"]);
        await service.PublishAsync(person);
        var confirmed = Given.Nomination("confirmed", 2, person.Id);
        await service.PublishAsync(confirmed);
        await service.EndedAsync(confirmed.Id, 1);

        await service.PublishAsync(Given.Nomination("withdrawn", 3, person.Id, confirmed.Id) with { Sequence = 1, SessionCancelled = true });

        var letter = (await service.EndedAsync(confirmed.Id, 2))[1];
        var mail = service.Mail(letter);
        (letter.Trigger, Method(mail)).ShouldBe((LetterTrigger.SessionCancelled, "CANCEL"));
        mail.Subject!.ShouldStartWith("Cancelada: ");
    }

    [Fact]
    public async Task Who_is_withdrawn_while_the_letter_of_a_move_waits_is_told_of_the_withdrawal_alone()
    {
        var person = Given.Person();
        await service.PublishAsync(person);
        var confirmed = Given.Nomination("confirmed", 2, person.Id);
        await service.PublishAsync(confirmed);
        await service.EndedAsync(confirmed.Id, 1);
        // Whom the letter would go to is another now, of whom nothing is known here yet: it waits.
        var other = Guid.CreateVersion7();
        await service.PublishAsync(person with { Version = 2, Status = "merged", CanonicalId = other });
        await Eventually.HoldsAsync(() => service.QueryAsync(async db => (await db.Recipients.FindAsync(person.Id))?.CanonicalId), known => known == other);
        await service.PublishAsync(Moved(confirmed with { Version = 3 }, sequence: 1));
        await VersionIsKnownAsync(confirmed.Id, 3);
        await service.PublishAsync(Given.Nomination("withdrawn", 4, person.Id, confirmed.Id) with { Sequence = 2 });
        await VersionIsKnownAsync(confirmed.Id, 4);
        await service.PublishAsync(Given.Person(other));

        var letters = await service.EndedAsync(confirmed.Id, 3);
        letters.Select(letter => (letter.Trigger, letter.State)).ShouldBe([
            (LetterTrigger.NominationConfirmed, LetterState.Sent), (LetterTrigger.NominationMoved, LetterState.Discarded),
            (LetterTrigger.NominationWithdrawn, LetterState.Sent)]);
    }

    [Fact]
    public async Task Of_three_thousand_only_those_whom_a_move_concerns_get_a_letter_and_one()
    {
        var (person, session) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        var seats = Enumerable.Range(0, 3000).Select(_ => Given.Nomination("confirmed", 2, person) with { SessionId = session }).ToList();
        var ids = seats.Select(seat => seat.Id).ToHashSet();
        foreach (var (number, some) in seats.Chunk(200).Index())
        {
            await Task.WhenAll(some.Select(seat => service.PublishAsync(seat)));
            await Eventually.HoldsAsync(() => CountAsync(ids), count => count == 200 * (number + 1));
        }
        // They left: to send three thousand would be another test.
        await service.QueryAsync(db => db.Database.ExecuteSqlAsync($"UPDATE letters SET state = 'sent', may_have_left = true WHERE person_id = {person}"));

        var moved = seats.Take(10).Select(seat => Moved(seat with { Version = 3 }, sequence: 1)).ToList();
        await Task.WhenAll(moved.Concat(moved).Concat(seats.TakeLast(500)).Select(message => service.PublishAsync(message)));
        await Eventually.HoldsAsync(() => CountAsync(ids), count => count == seats.Count + moved.Count);
        await service.PublishAsync(Given.Person(person));
        foreach (var each in moved) (await service.EndedAsync(each.Id, 2))[1].Trigger.ShouldBe(LetterTrigger.NominationMoved);
        (await CountAsync(ids)).ShouldBe(seats.Count + moved.Count);
    }

    Task<int> CountAsync(HashSet<Guid> nominations) => service.QueryAsync(db => db.Letters.CountAsync(letter => nominations.Contains(letter.NominationId!.Value)));

    static NominationChanged Moved(NominationChanged nomination, int sequence) =>
        nomination with { Sequence = sequence, Date = new(2060, 6, 18), Start = Later };

    static string Method(MimeMessage mail) => mail.BodyParts.Single(part => part.ContentType.IsMimeType("text", "calendar")).ContentType.Parameters["method"]!;

    Task VersionIsKnownAsync(Guid nomination, long version) =>
        Eventually.HoldsAsync(() => service.QueryAsync(async db => (await db.Nominations.FindAsync(nomination))?.Version), seen => seen == version);
}
