using MayorsMechanism.ServiceDefaults.Api;
using Microsoft.Extensions.Validation;

namespace MayorsMechanism.Identity.Staff;

/// <param name="Email">Where the person signs in with; unique.</param>
/// <param name="Name">As colleagues know them.</param>
/// <param name="Role">What they may do.</param>
/// <param name="Organisation">Which they sign for.</param>
public sealed record InviteStaff([Email] string Email, [Text(200)] string Name, StaffRole Role, StaffOrganisation Organisation)
{
    public static InviteStaff Example => new("amina.diallo@uclg.example", "Amina Diallo", StaffRole.Officer, StaffOrganisation.Uclg);
}

/// <summary>What can be changed about an account.</summary>
[ValidatableType]
public sealed record StaffDetails([Text(200)] string Name, StaffRole Role, StaffOrganisation Organisation)
{
    public static StaffDetails Example => new("Amina Diallo", StaffRole.Rapporteur, StaffOrganisation.Uclg);
}

/// <param name="Invitation">The one-time secret.</param>
/// <param name="Password">12 to 128 characters, whatever they are; not one that everybody tries, nor your own name or address.</param>
public sealed record AcceptInvitation([Text(100)] string Invitation, [Password] string Password)
{
    public static AcceptInvitation Example => new("kfGm0C1yZb0lW9Vd3Yc6nQh2uXx8tRrE5oPp7sJjA4M", "a long sentence is easy to keep");
}

public enum StaffState
{
    /// <summary>Has yet to set a password.</summary>
    Invited,
    Active,
    Disabled,
}

/// <param name="Id">The subject of the account's tokens.</param>
/// <param name="Version">Rises with each change.</param>
/// <param name="Email">In lower case.</param>
/// <param name="Name">As colleagues know them.</param>
/// <param name="Role">What they may do.</param>
/// <param name="Organisation">Which they sign for.</param>
/// <param name="State">Whether they can sign in.</param>
/// <param name="TotpEnrolled">Whether they sign in with a second factor yet; before that they may do nothing else.</param>
/// <param name="LastSignInAt">When.</param>
/// <param name="CreatedAt">When.</param>
public sealed record StaffResponse(
    Guid Id, int Version, string Email, string Name, StaffRole Role, StaffOrganisation Organisation, StaffState State, bool TotpEnrolled,
    DateTimeOffset? LastSignInAt, DateTimeOffset CreatedAt) : IVersioned
{
    internal static StaffResponse Of(StaffAccount account) => new(
        account.Id, account.Version, account.Email, account.Name, account.Role, account.Organisation,
        account.Disabled ? StaffState.Disabled : account.PasswordHash is null ? StaffState.Invited : StaffState.Active,
        account.TotpKey is not null, account.LastSignInAt, account.CreatedAt);
}

/// <param name="Staff">The account.</param>
/// <param name="Invitation">Hand it to the person by a safe way. Shown here and never again.</param>
/// <param name="ExpiresAt">Until when it can be accepted.</param>
public sealed record InvitationResponse(StaffResponse Staff, string Invitation, DateTimeOffset ExpiresAt) : IVersioned
{
    int IVersioned.Version => Staff.Version;
}
