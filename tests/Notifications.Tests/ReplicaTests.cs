using System.Diagnostics;
using MayorsMechanism.Notifications.Letters;
using Microsoft.EntityFrameworkCore;

namespace MayorsMechanism.Notifications.Tests;

public sealed class ReplicaTests(NotificationsService service)
{
    [Fact]
    public async Task Two_replicas_send_each_letter_once()
    {
        var person = Given.Person();
        var nominations = Enumerable.Range(0, 60).Select(_ => Given.Nomination("confirmed", 1, person.Id)).ToList();
        foreach (var nomination in nominations) await service.PublishAsync(nomination);
        await Eventually.HoldsAsync(() => CountAsync(person.Id), count => count == nominations.Count);

        await service.PublishAsync(person);

        foreach (var nomination in nominations)
        {
            var letter = (await service.EndedAsync(nomination.Id, 1)).Single();
            (letter.State, letter.Attempts.Length).ShouldBe((LetterState.Sent, 1));
            File.Exists(service.FileOf(letter.Id)).ShouldBeTrue();
        }
        await Eventually.HoldsAsync(() => service.Links.Values.Count(link => link.PersonId == person.Id) == nominations.Count);
    }

    [Fact]
    public async Task A_letter_whose_sender_died_is_taken_over_after_its_lease_and_not_before()
    {
        var letter = await ClaimedByTheDeadAsync();
        await service.TellOfPersonAndWaitForAnotherLetterAsync(letter.PersonId);
        (await service.LettersAsync(letter.NominationId!.Value)).Single().State.ShouldBe(LetterState.Sending);
        await service.EndLeaseAsync(letter.Id);

        var sent = (await service.EndedAsync(letter.NominationId!.Value, 1)).Single();

        sent.Attempts.Select(attempt => attempt.Outcome).ShouldBe([Outcome.Unknown, Outcome.Sent]);
        service.Mail(sent).TextBody!.ShouldContain("/r/n-");
    }

    [Fact]
    public async Task A_letter_that_its_dead_sender_had_delivered_is_not_written_twice()
    {
        var letter = await ClaimedByTheDeadAsync();
        File.WriteAllText(service.FileOf(letter.Id), "delivered");
        await service.PublishAsync(Given.Person(letter.PersonId));
        await service.EndLeaseAsync(letter.Id);

        (await service.EndedAsync(letter.NominationId!.Value, 1)).Single().State.ShouldBe(LetterState.Sent);

        File.ReadAllText(service.FileOf(letter.Id)).ShouldBe("delivered");
    }

    [Fact]
    public async Task One_trace_runs_from_the_event_to_the_mail()
    {
        Activity? sending = null;
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name is "MassTransit" or "MayorsMechanism.Notifications",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
        };
        var person = Given.Person(email: "traced@city.example");
        var nomination = Given.Nomination("confirmed", 1, person.Id);
        using var request = new Activity("request").Start();
        listener.ActivityStopped = activity =>
        {
            if (activity.OperationName == "send mail" && activity.TraceId == request.TraceId) sending = activity;
        };
        ActivitySource.AddActivityListener(listener);

        await service.PublishAsync(person);
        await service.PublishAsync(nomination);
        await Eventually.HoldsAsync(() => sending is not null);

        sending!.TagObjects.Select(tag => tag.Value?.ToString()).ShouldNotContain(value => value!.Contains('@'));
    }

    async Task<Letter> ClaimedByTheDeadAsync()
    {
        var nomination = Given.Nomination("confirmed", 1, Guid.CreateVersion7());
        await service.PublishAsync(nomination);
        var letter = (await Eventually.HoldsAsync(() => service.LettersAsync(nomination.Id), letters => letters.Count == 1)).Single();
        await service.ClaimByTheDeadAsync(letter.Id);
        return letter;
    }

    Task<int> CountAsync(Guid person) => service.QueryAsync(db => db.Letters.CountAsync(letter => letter.PersonId == person));
}
