using MayorsMechanism.Fixtures;
using MayorsMechanism.Notifications.Letters;
using Microsoft.EntityFrameworkCore;

namespace MayorsMechanism.Notifications.Tests;

/// <summary>Whether a mail server refuses a letter, or refuses us: then no letter fails, and all of them wait.</summary>
public sealed class RefusalTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    const string Announced = "Mail cannot be delivered";

    static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Theory]
    [InlineData("greeting", "554 not you")]
    [InlineData("greeting", "421 busy")]
    [InlineData("greeting", SmtpServer.HangsUp)]
    [InlineData("AUTH", "535 5.7.8 wrong password")]
    [InlineData("AUTH", "454 4.7.0 temporary")]
    [InlineData("MAIL", "550 5.1.8 who are you")]
    [InlineData("MAIL", "450 4.1.8 domain not found")]
    [InlineData("MAIL", "530 5.7.0 authentication required")]
    [InlineData("RCPT", "530 5.7.0 authentication required")]
    [InlineData("RCPT", "450 4.1.8 <mechanism@mayors.test>: Sender address rejected: Domain not found")]
    [InlineData("RCPT", "554 5.7.1 Relay access denied")]
    public async Task A_refusal_of_us_fails_no_letter_is_said_once_and_all_letters_leave_when_it_is_mended(string step, string answer)
    {
        await using var system = await MailSystem.StartAsync(postgres, login: "user:password@");
        system.Server.Offers = ["AUTH PLAIN"];
        system.Server.AlwaysSays(step, answer);
        List<Guid> ids = [await system.QueueAsync()];
        await Eventually.HoldsAsync(system.HealthAsync, health => health == "Degraded");
        ids.AddRange([await system.QueueAsync("other@pueblo.uy"), await system.QueueAsync()]);

        // Six days: a letter's own refusal would have failed it.
        for (var n = 0; n < 3; n++)
        {
            foreach (var id in ids) await system.IsAsync(id, LetterState.Queued);
            var before = system.Server.Repetitions;
            system.Clock.Advance(TimeSpan.FromDays(2));
            await Eventually.HoldsAsync(() => system.Server.Repetitions > before);
        }
        foreach (var id in ids) await system.IsAsync(id, LetterState.Queued);
        foreach (var id in ids) (await system.ReadAsync(id)).Attempts.ShouldBeEmpty();
        system.Log.Count(line => line.StartsWith(Announced, StringComparison.Ordinal)).ShouldBe(1);

        system.Server.SaysTheUsual();
        foreach (var id in ids)
        {
            var letter = await system.ComesToAsync(id, seen => seen.IsDelivered, Minute);
            letter.Attempts.ShouldHaveSingleItem().Outcome.ShouldBe(Outcome.Sent);
        }
        (await system.HealthAsync()).ShouldBe("Healthy");
    }

    [Fact]
    public async Task A_sender_line_that_is_refused_for_one_letter_fails_that_one_alone()
    {
        await using var system = await MailSystem.StartAsync(postgres);
        system.Server.Offers = ["SIZE 9"];
        system.Server.Says("MAIL", "552 5.3.4 too big");
        var big = await system.QueueAsync();

        (await system.IsAsync(big, LetterState.Failed)).Attempts.ShouldHaveSingleItem().Reason.ShouldBe("552 5.3.4 too big");
        await system.IsAsync(await system.QueueAsync(), LetterState.Sent);
        system.Log.ShouldNotContain(line => line.StartsWith(Announced, StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_refusals_of_one_domain_hold_up_no_other()
    {
        await using var system = await MailSystem.StartAsync(postgres);
        system.Server.AlwaysSays("RCPT TO:<grey@", "451 4.7.1 greylisted");
        system.Server.AlwaysSays("RCPT TO:<dead@", "554 5.7.1 Relay access denied");
        await system.IsAsync(await system.QueueAsync(), LetterState.Sent);
        var (grey, dead) = (await system.QueueAsync("grey@pueblo.uy"), await system.QueueAsync("dead@villa.uy"));
        foreach (var id in (Guid[])[grey, dead]) (await system.HoldsAsync(id, letter => letter.Attempts.Length > 0)).State.ShouldBe(LetterState.Queued);

        for (var n = 0; n < 5; n++)
        {
            await system.IsAsync(await system.QueueAsync(), LetterState.Sent);
            system.Clock.Advance(Minute);
            await system.HoldsAsync(dead, letter => letter.Attempts.Length > n);
        }

        system.Log.ShouldNotContain(line => line.StartsWith(Announced, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("DATA", "554 no valid recipients", LetterState.Failed)]
    [InlineData("end", "552 5.2.2 mailbox full", LetterState.Failed)]
    [InlineData("end", "451 try later", LetterState.Queued)]
    [InlineData("RCPT", "550-5.1.1 nobody\r\n550 5.1.1 of that name", LetterState.Failed)]
    [InlineData("RCPT", "550 no\0such\amayor", LetterState.Failed)]
    public async Task A_refusal_of_the_letter_is_known_to_be_one_at_whichever_step(string step, string answer, LetterState state)
    {
        await using var system = await MailSystem.StartAsync(postgres);
        system.Server.Says(step, answer);
        var id = await system.QueueAsync();

        var letter = await system.HoldsAsync(id, seen => seen.Attempts.Length == 1);

        (letter.State, letter.MayHaveLeft).ShouldBe((state, false));
        letter.Attempts[0].Reason!.ShouldStartWith(answer[..3]);
        letter.Attempts[0].Reason!.ShouldNotContain(part => char.IsControl(part));
    }

    [Fact]
    public async Task A_letter_is_given_up_five_days_after_its_first_attempt_and_keeps_its_last_attempts()
    {
        await using var system = await MailSystem.StartAsync(postgres);
        system.Server.AlwaysSays("RCPT", "451 later");
        var id = await system.QueueAsync();
        (await system.HoldsAsync(id, seen => seen.Attempts.Length == 1)).State.ShouldBe(LetterState.Queued);

        system.Clock.Advance(TimeSpan.FromDays(5.1));

        var letter = await system.IsAsync(id, LetterState.Failed);
        letter.Attempts.Length.ShouldBe(2);
        for (var n = 0; n < 30; n++) letter.Refuse($"{n}", system.Clock.GetUtcNow());
        (letter.Attempts.Length, letter.Attempts[^1].Reason, letter.Tries).ShouldBe((20, "29", 32));
    }

    [Fact]
    public async Task A_letter_of_any_length_of_refusal_keeps_its_beginning()
    {
        await using var system = await MailSystem.StartAsync(postgres);
        system.Server.Says("RCPT", $"550 {new string('x', 3000)}");

        (await system.IsAsync(await system.QueueAsync(), LetterState.Failed)).Attempts[0].Reason!.Length.ShouldBe(500);
    }

    [Fact]
    public async Task Letters_share_a_connection_and_one_that_was_closed_meanwhile_costs_none_an_attempt()
    {
        await using var system = await MailSystem.StartAsync(postgres);
        // Another is on its way, so connections are kept.
        system.Server.AlwaysSays("RCPT TO:<slow@", SmtpServer.Silence);
        await system.QueueAsync("slow@pueblo.uy");
        await system.IsSilentAsync("RCPT");
        await system.IsAsync(await system.QueueAsync(), LetterState.Sent);
        await system.IsAsync(await system.QueueAsync(), LetterState.Sent);
        system.Server.Connections.ShouldBe(2);

        foreach (var answer in (string[])[SmtpServer.HangsUp, "421 too many letters"])
        {
            system.Server.Says("MAIL", answer);
            (await system.IsAsync(await system.QueueAsync(), LetterState.Sent)).Attempts.ShouldHaveSingleItem();
        }

        system.Server.Connections.ShouldBe(4);
        system.Log.ShouldNotContain(line => line.StartsWith(Announced, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_server_that_does_not_answer_to_goodbye_has_taken_the_letter_all_the_same()
    {
        await using var system = await MailSystem.StartAsync(postgres);
        system.Server.Says("QUIT", SmtpServer.HangsUp);

        (await system.IsAsync(await system.QueueAsync(), LetterState.Sent)).Attempts.ShouldHaveSingleItem();
        await system.IsAsync(await system.QueueAsync(), LetterState.Sent);
    }

    [Theory]
    [InlineData(false, LetterState.Failed)]
    [InlineData(true, LetterState.Sent)]
    public async Task An_address_beyond_ascii_needs_a_server_that_takes_it(bool takes, LetterState state)
    {
        await using var system = await MailSystem.StartAsync(postgres);
        if (takes) system.Server.Offers = ["8BITMIME", "SMTPUTF8"];

        await system.IsAsync(await system.QueueAsync("alcaldía@ciudad.uy"), state);
        await system.IsAsync(await system.QueueAsync("mayor@peñarol.uy"), LetterState.Sent);

        if (takes) system.Server.Commands.ShouldContain("RCPT TO:<alcaldía@ciudad.uy>");
        else system.Server.Commands.ShouldContain("RCPT TO:<mayor@xn--pearol-xwa.uy>");
    }

    [Theory]
    [InlineData("DELETE FROM nominations WHERE id = (SELECT nomination_id FROM letters WHERE id = {0})", LetterState.Failed)]
    [InlineData("UPDATE letters SET occasion = occasion || '{{\"date\": null}}' WHERE id = {0}", LetterState.Failed)]
    public async Task A_letter_that_cannot_be_made_fails_and_holds_up_no_other(string poison, LetterState state)
    {
        await using var system = await MailSystem.StartAsync(postgres);
        var id = await QueuePoisonedAsync(system, poison);

        (await system.IsAsync(id, state)).Attempts.ShouldHaveSingleItem().Outcome.ShouldBe(Outcome.Failed);
        await system.IsAsync(await system.QueueAsync(), LetterState.Sent);
    }

    [Fact]
    public async Task A_letter_that_cannot_even_be_read_is_set_aside_and_sent_when_it_can()
    {
        await using var system = await MailSystem.StartAsync(postgres);
        var id = await QueuePoisonedAsync(system, "UPDATE letters SET trigger = 'of-a-newer-program' WHERE id = {0}");

        await system.IsAsync(await system.QueueAsync(), LetterState.Sent);
        await system.DoAsync(db => db.Database.ExecuteSqlAsync($"UPDATE letters SET trigger = 'nomination-confirmed' WHERE id = {id}"));

        await system.ComesToAsync(id, letter => letter.State is LetterState.Sent, Minute);
    }

    [Fact]
    public async Task A_letter_to_somebody_who_stays_unknown_fails_after_five_days()
    {
        await using var system = await MailSystem.StartAsync(postgres);
        var id = await QueuePoisonedAsync(system, "DELETE FROM recipients WHERE id = (SELECT person_id FROM letters WHERE id = {0})");
        system.Clock.Advance(TimeSpan.FromDays(4.9));
        await system.IsAsync(await system.QueueAsync(), LetterState.Sent);
        (await system.ReadAsync(id)).State.ShouldBe(LetterState.Queued);

        system.Clock.Advance(TimeSpan.FromDays(0.2));

        (await system.IsAsync(id, LetterState.Failed)).Attempts.ShouldHaveSingleItem().Reason.ShouldBe("recipient-unknown");
    }

    /// <summary>It is due a little later, so that nobody takes it before it is poisoned.</summary>
    static async Task<Guid> QueuePoisonedAsync(MailSystem system, string poison)
    {
        var id = await SmtpTests.Installation.QueueAsync(system.Services, "mayor@ciudad.uy", system.Clock.GetUtcNow().AddSeconds(1));
        await system.DoAsync(db => db.Database.ExecuteSqlRawAsync(poison, id));
        system.Clock.Advance(TimeSpan.FromSeconds(2));
        return id;
    }
}
