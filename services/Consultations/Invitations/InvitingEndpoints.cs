using MayorsMechanism.Consultations.Sessions;
using MayorsMechanism.ServiceDefaults.Api;
using MayorsMechanism.ServiceDefaults.Security;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace MayorsMechanism.Consultations.Invitations;

/// <summary>To what the organisations of a file are invited.</summary>
/// <param name="Consultation">To which consultation.</param>
/// <param name="Deadline">Until when an answer is asked for.</param>
/// <param name="Session">To which of its sessions.</param>
public sealed record InvitationFile(Guid Consultation, [property: OfOurTime] Moment Deadline, Guid? Session);

static class InvitingEndpoints
{
    public static void MapInviting(this RouteGroupBuilder invitations)
    {
        var secretariat = invitations.MapGroup("").RequireScope(Scopes.ConsultationsWrite).RequireSecretariat();
        secretariat.MapPost("/", Invite).WithName("InviteOrganisation").WithSummary("Invite an organisation, a network or a government");
        secretariat.MapPost("/bulk", InviteMany).WithName("InviteOrganisations").WithSummary("Invite many at once: all of them or none");
        secretariat.MapPost("/imports", Import).WithName("ImportInvitations").Accepts<string>("text/csv")
            .WithSummary("Invite those whom a CSV file names in its column organisation, by id or by name: all of them or none");
        secretariat.MapPost("/reminders", Remind).WithName("RemindInvitations").WithSummary("Remind chosen ones that did not answer yet");
    }

    static async Task<CreatedRecord<InvitationResponse>> Invite(
        InviteOrganisation body, Tenancy tenancy, ConsultationsDbContext db, CancellationToken cancel)
    {
        var inviting = await Inviting.ToAsync(body.ConsultationId, body.SessionId, body.Deadline, "consultationId", "sessionId", db, cancel);
        var invitation = (await inviting.InviteAsync([new(body.OrganisationId, "organisationId", body.ContactId, "contactId")], tenancy.Today, cancel)).Single();
        return new($"/api/v1/invitations/{invitation.Id}", InvitationResponse.For(tenancy.Caller, invitation));
    }

    static async Task<Ok<InvitedResponse>> InviteMany(InviteOrganisations body, Tenancy tenancy, ConsultationsDbContext db, CancellationToken cancel)
    {
        var contacts = body.Contacts ?? [];
        if (contacts.Keys.Except(body.OrganisationIds).ToArray() is [var stray, ..]) throw new ShapeException($"contacts.{stray}", "not-among-the-invited");
        var inviting = await Inviting.ToAsync(body.ConsultationId, body.SessionId, body.Deadline, "consultationId", "sessionId", db, cancel);
        return Answer(tenancy, await inviting.InviteAsync([.. body.OrganisationIds.Select((id, i) =>
            new Guest(id, $"organisationIds[{i}]", contacts.TryGetValue(id, out var contact) ? contact : null, $"contacts.{id}"))], tenancy.Today, cancel));
    }

    static async Task<Ok<InvitedResponse>> Import(
        [AsParameters] InvitationFile file, HttpRequest request, Tenancy tenancy, ConsultationsDbContext db, CancellationToken cancel)
    {
        var inviting = await Inviting.ToAsync(file.Consultation, file.Session, file.Deadline.Value, "consultation", "session", db, cancel);
        var rows = await InvitationRows.ReadAsync(request.Body, cancel);
        return Answer(tenancy, await inviting.InviteAsync(await rows.ResolveAsync(db, cancel), tenancy.Today, cancel));
    }

    static Ok<InvitedResponse> Answer(Tenancy tenancy, IEnumerable<Invitation> invited) =>
        TypedResults.Ok(new InvitedResponse([.. invited.Select(i => InvitationResponse.For(tenancy.Caller, i))]));

    /// <summary>Locks them, so that nobody is reminded who answers at this moment. Where the contact has left, the focal point of today is written to.</summary>
    static Task<RemindersResponse> Remind(
        RemindInvitations body, Tenancy tenancy, ConsultationsDbContext db, TimeProvider clock, CancellationToken cancel) => db.InTransactionAsync(async () =>
    {
        Guid[] ids = [.. body.Ids.Distinct()];
        var speakers = await db.Invitations.Where(i => ids.Contains(i.Id) && i.State == InvitationState.Open).Select(i => new
        {
            i.Id, Organisation = ConsultationsDbContext.CanonicalOrganisation(i.OrganisationId),
            Contact = i.ContactId == null ? (Guid?)null : ConsultationsDbContext.CanonicalPerson(i.ContactId.Value),
        }).ToDictionaryAsync(i => i.Id, i => (i.Organisation, i.Contact), cancel);
        var contacts = await Contacts.LockAsync(speakers.Values, tenancy.Today, db, cancel);
        var known = await db.Invitations.FromSql($"SELECT * FROM invitations WHERE id = ANY ({ids}) ORDER BY id FOR UPDATE").ToDictionaryAsync(i => i.Id, cancel);
        var organisations = known.Values.Select(invitation => invitation.OrganisationId).ToArray();
        // The events name them.
        await db.OrganisationCopies.Where(o => organisations.Contains(o.Id)).LoadAsync(cancel);
        Guid? ContactOf(Invitation i) => speakers.TryGetValue(i.Id, out var speaker) && contacts.Of(speaker.Organisation, speaker.Contact) is { } today
            ? today == speaker.Contact ? i.ContactId : today
            : null;

        var over = await db.Sessions.Where(s => known.Values.Select(invitation => invitation.SessionId).Contains(s.Id)
            && (s.State == SessionState.Held || s.State == SessionState.Cancelled)).Select(s => s.Id).ToListAsync(cancel);
        var refused = ids.Select(id => (Id: id, Rule: known.GetValueOrDefault(id)?.SessionId is { } to && over.Contains(to) ? "session-over"
                : TryRemind(known.GetValueOrDefault(id), ContactOf, clock.GetUtcNow()))).Where(reminder => reminder.Rule is not null)
            .Select(reminder => new RefusedReminder(reminder.Id, reminder.Rule!)).ToList();
        await db.SaveChangesAsync(cancel);
        Guid[] reminded = [.. ids.Except(refused.Select(reminder => reminder.Id))];
        return new RemindersResponse(reminded, refused, [.. reminded.Where(id => known[id].ContactId is null)]);
    }, cancel);

    /// <summary>The rule that says no; null when the reminder was noted.</summary>
    static string? TryRemind(Invitation? invitation, Func<Invitation, Guid?> contact, DateTimeOffset now)
    {
        if (invitation is null) return "unknown-invitation";
        try
        {
            invitation.Remind(now, contact(invitation));
            invitation.Touch();
            return null;
        }
        catch (RuleViolation violation)
        {
            return violation.Code;
        }
    }
}
