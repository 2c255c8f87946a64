using MayorsMechanism.Fixtures;
using MayorsMechanism.Notifications.Letters;

namespace MayorsMechanism.Notifications.Tests;

/// <summary>How long a mail server may take for each step (RFC 5321, section 4.5.3.2), and what it means that it took longer.</summary>
public sealed class PatienceTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    static readonly TimeSpan Moment = TimeSpan.FromSeconds(5);

    [Theory]
    [InlineData("greeting", 5)]
    [InlineData("EHLO", 5)]
    [InlineData("MAIL", 5)]
    [InlineData("RCPT", 5)]
    [InlineData("DATA", 2)]
    [InlineData("end", 10)]
    public async Task A_server_that_answers_just_in_time_gets_the_letter_once(string step, int minutes)
    {
        await using var system = await MailSystem.StartAsync(postgres);
        system.Server.Says(step, SmtpServer.Silence);
        var id = await system.QueueAsync();
        await system.IsSilentAsync(step);

        system.Clock.Advance(TimeSpan.FromMinutes(minutes) - Moment);
        system.Server.GoOn();

        (await system.IsAsync(id, LetterState.Sent)).Attempts.ShouldHaveSingleItem();
        (system.Server.Messages.Count, system.Server.Connections).ShouldBe((1, 1));
    }

    [Theory]
    [InlineData("MAIL", 5)]
    [InlineData("RCPT", 5)]
    [InlineData("DATA", 2)]
    public async Task A_letter_whose_server_falls_silent_before_the_text_has_not_left_and_is_tried_again(string step, int minutes)
    {
        await using var system = await MailSystem.StartAsync(postgres);
        system.Server.Says(step, SmtpServer.Silence);
        var id = await system.QueueAsync();
        await system.IsSilentAsync(step);

        system.Clock.Advance(TimeSpan.FromMinutes(minutes) + Moment);
        (await system.HoldsAsync(id, letter => letter.Attempts.Length == 1)).MayHaveLeft.ShouldBeFalse();
        var sent = await system.ComesToAsync(id, letter => letter.IsDelivered, Moment);

        sent.Attempts.Select(attempt => attempt.Outcome).ShouldBe([Outcome.Deferred, Outcome.Sent]);
        system.Server.Messages.ShouldHaveSingleItem();
    }

    [Theory]
    [InlineData(SmtpServer.Silence)]
    [InlineData(SmtpServer.HangsUp)]
    public async Task A_server_that_never_says_whether_it_took_a_letter_gets_it_once_more_and_then_a_person_decides(string answer)
    {
        await using var system = await MailSystem.StartAsync(postgres);
        system.Server.Says("end", answer, answer);
        var id = await system.QueueAsync();

        var letter = await system.ComesToAsync(id, seen => seen.State is LetterState.Unconfirmed, TimeSpan.FromMinutes(1));

        letter.Attempts.Select(attempt => attempt.Outcome).ShouldBe([Outcome.Unknown, Outcome.Unknown]);
        for (var day = 0; day < 6; day++)
        {
            system.Clock.Advance(TimeSpan.FromDays(1));
            await system.IsAsync(await system.QueueAsync(), LetterState.Sent);
        }
        system.Server.Messages.Count(message => message.Contains($"{id}", StringComparison.Ordinal)).ShouldBe(2);
        (await system.ReadAsync(id)).State.ShouldBe(LetterState.Unconfirmed);
    }

    [Fact]
    public async Task A_letter_that_may_have_left_and_is_put_off_before_its_text_is_still_tried()
    {
        await using var system = await MailSystem.StartAsync(postgres);
        system.Server.Says("end", SmtpServer.HangsUp);
        system.Server.Says("RCPT", "250 ok", "451 greylisted", "451 greylisted");
        var id = await system.QueueAsync();

        var letter = await system.ComesToAsync(id, seen => seen.IsDelivered, TimeSpan.FromMinutes(1));

        letter.Attempts.Select(attempt => attempt.Outcome).ShouldBe([Outcome.Unknown, Outcome.Deferred, Outcome.Deferred, Outcome.Sent]);
        system.Server.Messages.Count.ShouldBe(2);
    }

    [Fact]
    public async Task What_is_still_being_sent_is_taken_by_no_other_replica_however_long_it_lasts()
    {
        await using var system = await MailSystem.StartAsync(postgres, replicas: 2);
        system.Server.Says("end", SmtpServer.Silence);
        var id = await system.QueueAsync();
        await system.IsSilentAsync("end");

        for (var seconds = 0; seconds < 540; seconds += 30)
        {
            var due = (await system.ReadAsync(id)).DueAt;
            system.Clock.Advance(TimeSpan.FromSeconds(30));
            await system.HoldsAsync(id, letter => letter.DueAt > due);
        }
        system.Server.GoOn();

        (await system.IsAsync(id, LetterState.Sent)).Attempts.ShouldHaveSingleItem();
        system.Server.Messages.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Who_stops_in_the_middle_gives_back_what_has_not_left()
    {
        await using var system = await MailSystem.StartAsync(postgres);
        var stopping = system.AddReplica();
        system.Server.AlwaysSays("RCPT", SmtpServer.Silence);
        // As many as each takes at a time: the second has some of them.
        List<Guid> ids = [];
        for (var n = 0; n < 16; n++) ids.Add(await system.QueueAsync());
        await system.IsSilentAsync("RCPT", 16);

        await system.StopAsync(stopping);

        var letters = await Task.WhenAll(ids.Select(system.ReadAsync));
        letters.Count(letter => letter.State is LetterState.Queued).ShouldBe(8);
        letters.ShouldAllBe(letter => letter.Attempts.Length == 0 && !letter.MayHaveLeft);
    }

    [Fact]
    public async Task A_letter_that_a_server_takes_long_over_holds_up_no_other()
    {
        await using var system = await MailSystem.StartAsync(postgres);
        system.Server.AlwaysSays("RCPT TO:<slow@", SmtpServer.Silence);
        var slow = await system.QueueAsync("slow@pueblo.uy");
        await system.IsSilentAsync("RCPT");

        for (var n = 0; n < 5; n++) await system.IsAsync(await system.QueueAsync(), LetterState.Sent);

        (await system.ReadAsync(slow)).State.ShouldBe(LetterState.Sending);
    }
}
