using System.Text;
using CsvHelper;
using MayorsMechanism.ServiceDefaults.Api;
using Microsoft.EntityFrameworkCore;

namespace MayorsMechanism.Consultations.Invitations;

/// <summary>
/// A CSV file (RFC 4180, in UTF-8) whose column organisation holds an id or a name in each row, and whose column contact, if it has one, the id
/// of who is written to; its other columns are passed over.
/// </summary>
sealed class InvitationRows
{
    const string Column = "organisation";
    const string ContactColumn = "contact";
    const int Most = 1000;

    readonly IReadOnlyList<(string Organisation, string Contact)> _rows;

    InvitationRows(IReadOnlyList<(string, string)> rows) => _rows = rows;

    /// <exception cref="ShapeException">It is no such file.</exception>
    public static async Task<InvitationRows> ReadAsync(Stream body, CancellationToken cancel)
    {
        try
        {
            await using var reader = CsvReader.Create(body, new CsvReaderOptions
            {
                HasHeader = false, Encoding = new UTF8Encoding(false, true), IncludeValuesInExceptions = false,
            });
            if (!await reader.ReadAsync(cancel)) throw new ShapeException("", "no-organisation-column");
            int Find(string heading) => Enumerable.Range(0, reader.FieldCount)
                .FirstOrDefault(i => reader.GetString(i).Trim().Equals(heading, StringComparison.OrdinalIgnoreCase), -1);
            string Cell(int column) => column >= 0 && column < reader.FieldCount ? reader.GetString(column).Trim() : "";

            var (column, contact) = (Find(Column), Find(ContactColumn));
            if (column < 0) throw new ShapeException("", "no-organisation-column");
            List<(string, string)> rows = [];
            while (await reader.ReadAsync(cancel))
            {
                if (rows.Count == Most) throw new ShapeException("rows", Text.Reference("too-many", Most));
                rows.Add((Cell(column), Cell(contact)));
            }
            return new(rows);
        }
        catch (Exception e) when (e is CsvFormatException or DecoderFallbackException)
        {
            throw new ShapeException("", "no-csv");
        }
    }

    /// <summary>Each row's organisation, with the row's name; the first row below the headings is rows[1].</summary>
    /// <exception cref="ShapeException">A name is of none, or of more than one, active organisation; a contact is not an id.</exception>
    public async Task<IReadOnlyList<Guest>> ResolveAsync(ConsultationsDbContext db, CancellationToken cancel)
    {
        // The database takes no NUL; nobody is called so.
        var names = _rows.Select(row => row.Organisation).Where(cell => !Guid.TryParse(cell, out _) && !cell.Contains('\0')).Select(cell => cell.ToLowerInvariant()).Distinct().ToArray();
        var named = (await db.OrganisationCopies.FromSql($"SELECT * FROM organisation_copies WHERE status = 'active' AND lower(name) = ANY ({names})")
            .AsNoTracking().Select(o => new { o.Id, o.Name }).ToListAsync(cancel)).ToLookup(o => o.Name.ToLowerInvariant(), o => o.Id);
        Dictionary<string, string[]> errors = [];
        List<Guest> resolved = [];
        foreach (var (i, (organisation, contact)) in _rows.Index())
        {
            var (field, contactField) = ($"rows[{i + 1}].{Column}", $"rows[{i + 1}].{ContactColumn}");
            Guid[] found = Guid.TryParse(organisation, out var id) ? [id] : [.. named[organisation.ToLowerInvariant()]];
            Guid? person = Guid.TryParse(contact, out var known) ? known : null;
            if (person is null && contact.Length > 0) errors[contactField] = ["contact-id"];
            if (found is [var only]) resolved.Add(new(only, field, person, contactField));
            else errors[field] = [found.Length == 0 ? "unknown-organisation" : "organisation-name-twice"];
        }
        return errors.Count == 0 ? resolved : throw new ShapeException(errors);
    }
}
