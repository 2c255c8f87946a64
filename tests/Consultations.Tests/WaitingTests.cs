using MayorsMechanism.Fixtures;
using MayorsMechanism.Messaging;
using Microsoft.EntityFrameworkCore;

namespace MayorsMechanism.Consultations.Tests;

/// <summary>A request may wait a moment for what other services have not told yet. Nobody waits with it.</summary>
public sealed class WaitingTests(ConsultationsService service)
{
    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_confirmation_that_waits_for_a_copy_holds_nobody_up()
    {
        var session = await service.NewSessionAsync();
        var (_, mayor) = await service.NewMayorAsync();
        var nomination = await ConsultationsService.Created(ConsultationsService.ProposeAsync(service.Secretariat, session, mayor));
        await service.TellAsync(mayor with { Version = 2, Status = "merged", CanonicalId = Guid.CreateVersion7() });

        var answer = await WhileItWaitsAsync(
            () => service.Secretariat.PostAsync($"{nomination.Location}/confirm", ifMatch: nomination.ETag), "person_copies",
            async db =>
            {
                await AdvisoryLock.TakeAsync(db, [mayor.Id], Token);
                (await db.LockSessionAsync(Guid.Parse(session.Id), Token)).ShouldNotBeNull();
            });

        answer.Rule.ShouldBe("reference-not-yet-known");
    }

    [Fact]
    public async Task A_mandate_that_waits_for_a_copy_holds_nobody_up()
    {
        var (city, mayor) = await service.NewMayorAsync();
        var mandate = await ConsultationsService.Created(service.Secretariat.PostAsync("/api/v1/mandates",
            new { personId = mayor.Id, grantedBy = "Council", organisationId = city.Id }));

        var answer = await WhileItWaitsAsync(
            () => service.Secretariat.PatchAsync(mandate.Location!, new { organisationId = Guid.CreateVersion7() }, mandate.ETag), "organisation_copies",
            db => AdvisoryLock.TakeAsync(db, [mayor.Id], Token));

        answer.Rule.ShouldBe("reference-not-yet-known");
    }

    [Fact]
    public async Task A_consultation_that_waits_for_a_copy_keeps_no_transaction_open()
    {
        var consultation = await service.NewConsultationAsync();
        var isOpen = false;

        var answer = await WhileItWaitsAsync(
            () => service.Secretariat.PatchAsync($"/api/v1/consultations/{consultation.Id}", new { hostProcessId = Guid.CreateVersion7() }, consultation.ETag),
            "organisation_copies", _ => Task.CompletedTask, open => isOpen = open);

        (answer.Rule, isOpen).ShouldBe(("reference-not-yet-known", false));
    }

    /// <summary>Takes locks as others would while the request looks for a copy again and again. Whoever would have to wait for them fails.</summary>
    async Task<ApiAnswer> WhileItWaitsAsync(Func<Task<ApiAnswer>> request, string copies, Func<ConsultationsDbContext, Task> take, Action<bool>? inTransaction = null)
    {
        var followed = service.Queries.Follow();
        var waiting = request();
        await Eventually.IsAsync(() => Task.FromResult(waiting.IsCompleted || followed.Queries.Count(query => query.Sql.Contains($"FROM {copies}")) > 2));
        inTransaction?.Invoke(followed.Queries[^1].InTransaction);
        await service.ReadAsync(async db =>
        {
            await using var transaction = await db.Database.BeginTransactionAsync(Token);
            await db.Database.ExecuteSqlAsync($"SET LOCAL lock_timeout = '10ms'", Token);
            await take(db);
            return 0;
        });
        return await waiting;
    }
}
