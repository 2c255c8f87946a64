using MayorsMechanism.Fixtures;
using MayorsMechanism.Messaging.Contracts;
using MayorsMechanism.Notifications.Letters;
using MayorsMechanism.Notifications.Recipients;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace MayorsMechanism.Notifications.Tests;

/// <summary>The service with a mail server; no broker is needed to send what is queued.</summary>
public sealed class SmtpTests(SmtpTests.Installation installed) : IClassFixture<SmtpTests.Installation>
{
    readonly SmtpServer _server = installed.Server;

    [Fact]
    public async Task A_letter_goes_to_the_server_once()
    {
        var letter = await installed.EndedAsync(await installed.QueueAsync("mayor@ciudad.uy"));

        letter.State.ShouldBe(LetterState.Sent);
        _server.Commands.ShouldContain(command => command.StartsWith("MAIL FROM:<mechanism@mayors.test>", StringComparison.Ordinal));
        MessagesOf(letter).ShouldHaveSingleItem().ShouldContain("text/calendar");
    }

    [Theory]
    [InlineData("mayor@city.test")]
    [InlineData("mayor@a.city.example")]
    [InlineData("mayor@example.org")]
    [InlineData("mayor@mail.Example.COM")]
    [InlineData("mayor@nowhere.invalid")]
    public async Task Mail_to_a_reserved_domain_is_recorded_and_never_sent(string address)
    {
        var letter = await installed.EndedAsync(await installed.QueueAsync(address));

        (letter.State, letter.Attempts.Single().Reason).ShouldBe((LetterState.Recorded, "reserved-domain"));
        letter.Text!.ShouldContain("/r/not-kept");
        MessagesOf(letter).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_domain_that_only_looks_reserved_is_sent_to() =>
        (await installed.EndedAsync(await installed.QueueAsync("mayor@notexample.org"))).State.ShouldBe(LetterState.Sent);

    [Fact]
    public async Task A_passing_refusal_is_tried_again_after_a_growing_pause()
    {
        _server.Says("RCPT", "451 later");
        _server.Says("RCPT", "421 much later");
        var letter = await installed.EndedAsync(await installed.QueueAsync("busy@ciudad.uy"));

        letter.Attempts.Select(attempt => attempt.Outcome).ShouldBe([Outcome.Deferred, Outcome.Deferred, Outcome.Sent]);
        letter.Attempts[0].Reason!.ShouldStartWith("451");
        (letter.Attempts[1].At - letter.Attempts[0].At).ShouldBeGreaterThanOrEqualTo(TimeSpan.FromSeconds(1));
        (letter.Attempts[2].At - letter.Attempts[1].At).ShouldBeGreaterThanOrEqualTo(TimeSpan.FromSeconds(2));
        MessagesOf(letter).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_letter_that_waits_is_not_sent_once_the_seat_is_gone()
    {
        // Often enough for a slow machine: each pause is twice as long as the one before.
        for (var n = 0; n < 8; n++) _server.Says("RCPT", "451 later");
        var id = await installed.QueueAsync("overtaken@ciudad.uy");
        var waiting = await installed.HoldsAsync(id, letter => letter.Attempts.Length > 0);

        await installed.ApplyAsync(Given.Nomination("withdrawn", 2, waiting.PersonId, waiting.NominationId!.Value));

        var letter = await installed.EndedAsync(id);
        _server.SaysTheUsual();
        letter.State.ShouldBe(LetterState.Discarded);
        MessagesOf(letter).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_final_refusal_is_kept_with_the_letter_and_not_tried_again()
    {
        _server.Says("RCPT", "550 no such mayor");
        var letter = await installed.EndedAsync(await installed.QueueAsync("nobody@ciudad.uy"));
        await Task.Delay(1500, TestContext.Current.CancellationToken);

        letter = await installed.EndedAsync(letter.Id);
        letter.State.ShouldBe(LetterState.Failed);
        letter.Attempts.ShouldHaveSingleItem().Reason!.ShouldBe("550 no such mayor");
        letter.Text.ShouldBeNull();
    }

    [Fact]
    public async Task A_server_that_dies_after_it_took_a_letter_gets_it_again_under_the_same_message_id()
    {
        _server.Says("end", SmtpServer.HangsUp);
        var letter = await installed.EndedAsync(await installed.QueueAsync("unlucky@ciudad.uy"));

        letter.Attempts.Select(attempt => attempt.Outcome).ShouldBe([Outcome.Unknown, Outcome.Sent]);
        MessagesOf(letter).Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_catcher_gets_everything()
    {
        await using var service = Installation.Replica(new() { ["Mail:Smtp"] = _server.Address, ["Mail:Catcher"] = "true" }, await installed.CreateDatabaseAsync());
        var id = await Installation.QueueAsync(service.Services, "mayor@city.example");

        var letter = await Eventually.HoldsAsync(() => Installation.ReadAsync(service.Services, id), seen => seen.IsDelivered);

        letter.State.ShouldBe(LetterState.Sent);
        MessagesOf(letter).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Without_a_place_to_send_to_the_service_does_not_start_and_says_what_to_set()
    {
        await using var service = Installation.Replica([], await installed.CreateDatabaseAsync());

        var refusal = Should.Throw<InvalidOperationException>(() => service.Services);

        refusal.Message.ShouldContain("Mail__Smtp");
        refusal.Message.ShouldContain("Mail__Pickup");
    }

    List<string> MessagesOf(Letter letter) => [.. _server.Messages.Where(message => message.Contains($"Message-Id: <{letter.Id}@mayors.test>", StringComparison.Ordinal))];

    public sealed class Installation : IAsyncLifetime
    {
        readonly PostgresFixture _postgres = new();
        WebApplicationFactory<NotificationsDbContext> _service = null!;

        internal SmtpServer Server { get; } = new();

        public async ValueTask InitializeAsync()
        {
            await _postgres.InitializeAsync();
            _service = Replica(new() { ["Mail:Smtp"] = Server.Address }, await CreateDatabaseAsync());
        }

        public Task<string> CreateDatabaseAsync() => _postgres.CreateDatabaseAsync("notifications");

        public static WebApplicationFactory<NotificationsDbContext> Replica(Dictionary<string, string?> mail, string database) =>
            NotificationsService.Replica(database, "amqp://127.0.0.1:1", mail);

        public Task<Guid> QueueAsync(string address) => QueueAsync(_service.Services, address);

        internal Task<Letter> EndedAsync(Guid letter) => HoldsAsync(letter, seen => seen.State is not (LetterState.Queued or LetterState.Sending));

        internal Task<Letter> HoldsAsync(Guid letter, Func<Letter, bool> expected) => Eventually.HoldsAsync(() => ReadAsync(_service.Services, letter), expected);

        public async Task ApplyAsync(NominationChanged message)
        {
            await using var scope = _service.Services.CreateAsyncScope();
            var db = scope.ServiceProvider.GetRequiredService<NotificationsDbContext>();
            (await db.Nominations.SingleAsync(n => n.Id == message.Id)).Apply(message);
            await db.SaveChangesAsync();
        }

        public static async Task<Guid> QueueAsync(IServiceProvider services, string address, DateTimeOffset? at = null)
        {
            await using var scope = services.CreateAsyncScope();
            var db = scope.ServiceProvider.GetRequiredService<NotificationsDbContext>();
            var (recipient, nomination, message) = (new Recipient(), new Nomination(), Given.Nomination("confirmed", 1));
            recipient.Apply(Given.Person(message.PersonId, email: address));
            nomination.Apply(message);
            var letter = new Letter(LetterTrigger.NominationConfirmed, message, null, at ?? DateTimeOffset.UtcNow);
            db.AddRange(recipient, nomination, letter);
            await db.SaveChangesAsync();
            return letter.Id;
        }

        public static async Task<Letter> ReadAsync(IServiceProvider services, Guid letter)
        {
            await using var scope = services.CreateAsyncScope();
            return await scope.ServiceProvider.GetRequiredService<NotificationsDbContext>().Letters.AsNoTracking().SingleAsync(l => l.Id == letter);
        }

        public async ValueTask DisposeAsync()
        {
            await _service.DisposeAsync();
            Server.Dispose();
            await _postgres.DisposeAsync();
        }
    }
}
