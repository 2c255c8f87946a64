using MayorsMechanism.ServiceDefaults.Api;

namespace MayorsMechanism.Registry.People;

/// <summary>What a caller states about a person.</summary>
/// <param name="Name">As the person gives it.</param>
/// <param name="OtherSpellings">Other spellings and where they were seen.</param>
/// <param name="Languages">BCP 47 tags.</param>
/// <param name="Gender">As the person describes it, if they wish.</param>
/// <param name="Emails">The first is written to.</param>
/// <param name="Phones">As the person gives them.</param>
/// <param name="Needs">Interpretation, accessibility.</param>
public record PersonBody(
    [Text(200)] string Name,
    [AtMost(50)] IReadOnlyList<Spelling>? OtherSpellings = null,
    [AtMost(30), LanguageTag] string[]? Languages = null,
    [Text(50)] string? Gender = null,
    [AtMost(10), Email] string[]? Emails = null,
    [AtMost(10), Phone] string[]? Phones = null,
    [Text(1000)] string? Needs = null);

/// <summary>A new person, with what they consented to when they were registered.</summary>
public sealed record RegisterPerson(
    string Name, IReadOnlyList<Spelling>? OtherSpellings = null, string[]? Languages = null, string? Gender = null, string[]? Emails = null,
    string[]? Phones = null, string? Needs = null, [AtMost(20)] IReadOnlyList<Consent>? Consents = null)
    : PersonBody(Name, OtherSpellings, Languages, Gender, Emails, Phones, Needs)
{
    public static RegisterPerson Example => new("Ana Souza", [new("Ana de Souza", "Programme, 2019")], ["pt", "es"], null,
        ["ana.souza@prefeitura.example"], ["+55 11 5555 0100"], "Interpretation into Portuguese",
        [new(ConsentUse.Name, true, "registration-form")]);
}

/// <param name="Id">Names the person's record.</param>
/// <param name="Version">Rises with each change.</param>
/// <param name="Name">As the person gives it; empty once erased.</param>
/// <param name="OtherSpellings">Other spellings and where they were seen.</param>
/// <param name="Languages">BCP 47 tags.</param>
/// <param name="Gender">As the person describes it, or null.</param>
/// <param name="Emails">The first is written to.</param>
/// <param name="Phones">As the person gives them.</param>
/// <param name="Needs">Interpretation, accessibility.</param>
/// <param name="Consents">In the order of their days, those of one day as they were recorded: the latest for a use counts.</param>
/// <param name="Status">active, merged or erased.</param>
/// <param name="CanonicalId">After a merge, the record that speaks for this one.</param>
/// <param name="ContactsWithheld">The person lets their contacts not be shared: emails and phones are empty here, whatever is recorded.</param>
public sealed record PersonResponse(
    Guid Id, int Version, string Name, Spelling[] OtherSpellings, string[] Languages, string? Gender, string[] Emails, string[] Phones,
    string? Needs, Consent[] Consents, PersonStatus Status, Guid? CanonicalId, bool ContactsWithheld = false) : IVersioned
{
    public static PersonResponse From(Person p) => new(p.Id, p.Version, p.Name, p.OtherSpellings, p.Languages, p.Gender, p.Emails, p.Phones,
        p.Needs, p.Consents, p.Status, p.CanonicalId);

    /// <param name="p">The person.</param>
    /// <param name="withheld">Those whose contacts the reader is not shown: <see cref="Tenancy.WithoutContactsAsync"/>.</param>
    public static PersonResponse From(Person p, IReadOnlySet<Guid> withheld) =>
        withheld.Contains(p.Id) ? From(p) with { Emails = [], Phones = [], ContactsWithheld = true } : From(p);

    /// <summary>What a merge patch starts from, and an export holds: to whom the contacts are withheld, there are none.</summary>
    public static PersonBody BodyOf(Person p, bool withheld) =>
        new(p.Name, p.OtherSpellings, p.Languages, p.Gender, withheld ? [] : p.Emails, withheld ? [] : p.Phones, p.Needs);
}

/// <summary>Digits with the usual punctuation, 3 to 40 characters.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class PhoneAttribute() : ShapeAttribute("phone-number")
{
    protected override bool Fits(object value) => value is IEnumerable<string?> numbers && numbers.All(number =>
        number?.Length is >= 3 and <= 40 && number.Any(char.IsAsciiDigit) && number.All(c => char.IsAsciiDigit(c) || " +()-./x".Contains(c)));
}
