using MayorsMechanism.Messaging.Contracts;
using MayorsMechanism.Notifications.Letters;
using MimeKit;

namespace MayorsMechanism.Notifications.Tests;

/// <summary>Only the newest state counts, in whatever order and however often it is told.</summary>
public sealed class OrderTests(NotificationsService service)
{
    public static TheoryData<string> Orders => ["CW", "WC", "CCWW", "WCCW", "CWC", "WWC", "PCW", "WPC", "CWP", "AWC", "WAC", "CAW"];

    [Theory, MemberData(nameof(Orders))]
    public async Task A_seat_withdrawn_before_its_letter_left_sends_nothing(string order)
    {
        var (person, nomination) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        // The person is not known yet, so no letter can leave.
        foreach (var state in order) await service.PublishAsync(Event(state, person, nomination));
        await StateIsKnownAsync(nomination, 9);
        await service.TellOfPersonAndWaitForAnotherLetterAsync(person);

        var letters = await service.LettersAsync(nomination);

        letters.ShouldAllBe(letter => letter.State == LetterState.Discarded && letter.Attempts.Length == 0);
        letters.ShouldAllBe(letter => !File.Exists(service.FileOf(letter.Id)));
    }

    [Theory, MemberData(nameof(Orders))]
    public async Task While_letters_may_leave_it_is_nothing_or_a_request_and_then_its_cancellation(string order)
    {
        var (person, nomination) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await service.PublishAsync(Given.Person(person));
        await PersonIsKnownAsync(person);

        foreach (var state in order)
        {
            await service.PublishAsync(Event(state, person, nomination));
            await Task.Delay(Random.Shared.Next(120), TestContext.Current.CancellationToken);
        }
        await StateIsKnownAsync(nomination, 9);
        await service.TellOfPersonAndWaitForAnotherLetterAsync(person);

        var letters = await Eventually.HoldsAsync(() => service.LettersAsync(nomination), all => all.All(l => l.State is LetterState.Sent or LetterState.Discarded));
        var sent = letters.Where(letter => letter.State is LetterState.Sent).OrderBy(letter => letter.Attempts[^1].At).Select(letter => letter.Trigger).ToList();
        (sent is [] or [LetterTrigger.NominationConfirmed, LetterTrigger.NominationWithdrawn]).ShouldBeTrue(string.Join(", ", sent));
    }

    [Fact]
    public async Task A_seat_withdrawn_after_its_letter_left_is_cancelled_and_nothing_old_changes_that()
    {
        var (person, nomination) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await service.PublishAsync(Given.Person(person));
        var confirmed = Event('C', person, nomination);
        await service.PublishAsync(confirmed);
        await service.EndedAsync(nomination, 1);

        await service.PublishAsync(Event('W', person, nomination));
        var letters = await service.EndedAsync(nomination, 2);
        await service.PublishAsync(confirmed);
        await service.PublishAsync(Event('W', person, nomination));
        await service.TellOfPersonAndWaitForAnotherLetterAsync(person);

        letters.Select(letter => Method(service.Mail(letter))).ShouldBe(["REQUEST", "CANCEL"]);
        letters[1].Text!.ShouldNotContain("/r/");
        (await service.LettersAsync(nomination)).Count.ShouldBe(2);
    }

    [Fact]
    public async Task Nobody_is_invited_to_what_is_over()
    {
        var person = Given.Person();
        var past = Given.Nomination("confirmed", 9, person.Id) with { Date = new(2020, 6, 11), Start = null };
        await service.PublishAsync(past);
        await StateIsKnownAsync(past.Id, 9);
        await service.TellOfPersonAndWaitForAnotherLetterAsync(person.Id);

        (await service.LettersAsync(past.Id)).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_same_message_delivered_twice_is_one_letter()
    {
        var (person, nomination, message) = (Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7());
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => service.PublishAsync(Event('C', person, nomination), message)));
        await service.PublishAsync(Given.Person(person));
        await service.TellOfPersonAndWaitForAnotherLetterAsync(person);

        (await service.EndedAsync(nomination, 1)).ShouldHaveSingleItem().Attempts.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Who_declines_is_sent_what_takes_the_entry_out_of_their_calendar_and_written_to_when_seated_again()
    {
        var (person, nomination) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await service.PublishAsync(Given.Person(person));
        await service.PublishAsync(Event('C', person, nomination));
        await service.EndedAsync(nomination, 1);

        await service.PublishAsync(Given.Nomination("declined", 20, person, nomination));
        var noted = (await service.EndedAsync(nomination, 2))[1];
        (noted.Trigger, Method(service.Mail(noted))).ShouldBe((LetterTrigger.NominationDeclined, "CANCEL"));
        noted.Text!.ShouldNotContain("/r/");
        await service.PublishAsync(Given.Nomination("confirmed", 21, person, nomination));

        (await service.EndedAsync(nomination, 3)).Select(letter => letter.Trigger)
            .ShouldBe([LetterTrigger.NominationConfirmed, LetterTrigger.NominationDeclined, LetterTrigger.NominationConfirmed]);
    }

    [Fact]
    public async Task Who_declines_what_they_have_no_entry_of_is_not_written_to()
    {
        var (person, unheard, hourless) = (Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7());
        await service.PublishAsync(Event('C', person, unheard));
        await StateIsKnownAsync(unheard, 2);
        await service.PublishAsync(Given.Nomination("declined", 20, person, unheard));
        await StateIsKnownAsync(unheard, 20);
        await service.PublishAsync(Given.Person(person));
        await service.PublishAsync(Event('C', person, hourless) with { Calendar = null });
        await service.EndedAsync(hourless, 1);
        await service.PublishAsync(Given.Nomination("declined", 20, person, hourless) with { Calendar = null });
        await StateIsKnownAsync(hourless, 20);

        (await service.LettersAsync(unheard)).ShouldHaveSingleItem().State.ShouldBe(LetterState.Discarded);
        (await service.LettersAsync(hourless)).ShouldHaveSingleItem().Trigger.ShouldBe(LetterTrigger.NominationConfirmed);
    }

    [Theory]
    [InlineData("attended", "absent")]
    [InlineData("absent", "attended")]
    public async Task Whether_somebody_came_is_written_to_nobody(string first, string mended)
    {
        var (person, told, unknown) = (Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7());
        await service.PublishAsync(Given.Person(person));
        await service.PublishAsync(Event('C', person, told));
        await service.EndedAsync(told, 1);

        foreach (var nomination in (Guid[])[told, unknown])
        {
            await service.PublishAsync(Given.Nomination(first, 20, person, nomination));
            await service.PublishAsync(Given.Nomination(mended, 21, person, nomination));
            await StateIsKnownAsync(nomination, 21);
        }

        (await service.LettersAsync(told)).ShouldHaveSingleItem().Trigger.ShouldBe(LetterTrigger.NominationConfirmed);
        (await service.LettersAsync(unknown)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_letter_that_waits_says_the_newest()
    {
        var (person, nomination) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await service.PublishAsync(Event('C', person, nomination));
        await StateIsKnownAsync(nomination, 2);
        await service.PublishAsync(Given.Nomination("accepted", 3, person, nomination) with { Date = new(2060, 6, 18), Start = new(2060, 6, 18, 15, 30, 0, TimeSpan.Zero) });
        await StateIsKnownAsync(nomination, 3);
        await service.PublishAsync(Event('C', person, nomination));
        await service.TellOfPersonAndWaitForAnotherLetterAsync(person);

        var letter = (await service.EndedAsync(nomination, 1)).ShouldHaveSingleItem();
        letter.Text!.ShouldContain("June 18, 2060, 09:30 (America/Costa_Rica)");
        letter.Text!.ShouldNotContain("/r/", customMessage: "the answer has been given");
    }

    [Fact]
    public async Task A_cancellation_never_overtakes_its_request()
    {
        var (person, nomination) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await service.PublishAsync(Event('C', person, nomination));
        var request = (await Eventually.HoldsAsync(() => service.LettersAsync(nomination), letters => letters.Count == 1)).Single();
        // Somebody was sending it and is gone.
        await service.ClaimByTheDeadAsync(request.Id);
        await service.PublishAsync(Event('W', person, nomination));
        await service.TellOfPersonAndWaitForAnotherLetterAsync(person);
        (await service.LettersAsync(nomination)).Select(letter => letter.State).ShouldBe([LetterState.Sending, LetterState.Queued]);
        await service.EndLeaseAsync(request.Id);

        var letters = await service.EndedAsync(nomination, 2);

        (letters[0].State, letters[0].Attempts.Single().Outcome).ShouldBe((LetterState.Discarded, Outcome.Unknown));
        Method(service.Mail(letters[1])).ShouldBe("CANCEL", "the request may have left");
        letters[1].Attempts[0].At.ShouldBeGreaterThan(letters[0].Attempts[^1].At);
    }

    static NominationChanged Event(char state, Guid person, Guid nomination) => state switch
    {
        'P' => Given.Nomination("proposed", 1, person, nomination),
        'C' => Given.Nomination("confirmed", 2, person, nomination),
        'A' => Given.Nomination("accepted", 3, person, nomination),
        _ => Given.Nomination("withdrawn", 9, person, nomination),
    };

    static string Method(MimeMessage mail) => mail.BodyParts.Single(part => part.ContentType.IsMimeType("text", "calendar")).ContentType.Parameters["method"]!;

    Task StateIsKnownAsync(Guid nomination, long version) =>
        Eventually.HoldsAsync(() => service.QueryAsync(async db => (await db.Nominations.FindAsync(nomination))?.Version), seen => seen == version);

    Task PersonIsKnownAsync(Guid person) => Eventually.HoldsAsync(() => service.QueryAsync(async db => await db.Recipients.FindAsync(person)), seen => seen is not null);
}
