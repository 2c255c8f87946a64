using static MayorsMechanism.Demonstration.Registry.OtherName;

namespace MayorsMechanism.Demonstration.Registry;

/// <summary>Every body that the overview of July 2020 names, under each of the names that it uses.</summary>
static class Organisations
{
    public const string Uclg = "United Cities and Local Governments";
    public const string Flacma = "Latin American Federation of Cities, Municipalities and Local Government Associations";
    public const string Mercociudades = "Mercociudades";
    public const string Congope = "Consortium of Autonomous Provincial Governments of Ecuador";
    public const string PueblaProcess = "Regional Conference on Migration";

    /// <summary>The first record, by which a system tells that the demonstration began it.</summary>
    public static readonly Organisation First = new("GFMD Mayors Mechanism", "other")
    {
        Website = "https://demonstration.example/puebla-process-2020",
        OtherNames = [Printed("Mayors Mechanism")],
    };

    public static readonly Organisation[] All =
    [
        First,
        new("Global Forum on Migration and Development", "other") { OtherNames = [Acronym("GFMD")] },
        new("GFMD Migration Narratives Working Group", "other") { OtherNames = [Printed("Migration Narratives Working Group")] },

        // Who co-steers the Mechanism
        new(Uclg, "network") { OtherNames = [Acronym("UCLG")] },
        new("Mayors Migration Council", "network") { OtherNames = [Acronym("MMC")] },
        new("International Organization for Migration", "un-agency") { OtherNames = [Acronym("IOM")] },

        // Networks of the region
        new(Flacma, "network")
        {
            OtherNames = [Acronym("FLACMA"), Printed("Latin American Federation of Cities, Municipalities and Local government associations")],
        },
        new(Mercociudades, "network") { OtherNames = [Printed("MERCOCIUDADES")] },
        new(Congope, "network", "EC") { OtherNames = [Acronym("CONGOPE")] },

        // Processes and governments
        new(PueblaProcess, "regional-process") { OtherNames = [Acronym("RCM"), Printed("Puebla Process")] },
        new("South American Conference on Migration", "regional-process"),
        new("MERCOSUR", "other"),
        new("Government of the United Arab Emirates", "national-government", "AE") { OtherNames = [Acronym("UAE"), Printed("United Arab Emirates")] },
        new("Government of Costa Rica", "national-government", "CR") { OtherNames = [Printed("Costa Rica")] },
        new("Government of Canada", "national-government", "CA"),

        // Local and regional authorities that spoke
        new("La Pintana", "municipality", "CL") { OtherNames = [Printed("Municipality of La Pintana")] },
        new("New York State", "intermediate", "US") { Subdivision = "US-NY" },
        new("La Paz", "municipality", "BO"),
        new("León", "municipality", "MX") { OtherNames = [Printed("Leon")] },
        new("Mechelen", "municipality", "BE"),
        new("Lampedusa", "municipality", "IT"),
        new("Rabat", "municipality", "MA"),
        new("São Paulo", "municipality", "BR") { OtherNames = [Printed("São Paulo, Brasil"), Printed("São Paulo, Brazil")] },
        new("Montreal", "municipality", "CA"),

        // Others that spoke among them
        new("Cities Alliance", "other"),
        new("Human Rights Commission of Mexico City", "other", "MX"),
        new("Welcoming International", "civil-society"),

        // Whose practice was told of, whether they were in the room or not
        new("Mexico City", "intermediate", "MX") { Subdivision = "MX-CMX" },
        new("Montevideo", "municipality", "UY"),
        new("Nashville", "municipality", "US"),
        new("Welcoming America", "civil-society", "US"),
        new("Municipal Council of Immigrants of São Paulo", "diaspora", "BR") { OtherNames = [Printed("Municipal Council of Immigrants")] },
        new("International Coalition of Inclusive and Sustainable Cities", "network") { OtherNames = [Acronym("ICCAR")] },
        new("National Commission on Human Rights", "other", "MX"),
        new("Office of the United Nations High Commissioner for Refugees", "un-agency") { OtherNames = [Acronym("UNHCR")] },
        new("United Nations Children's Fund", "un-agency") { OtherNames = [Acronym("UNICEF")] },
        new("Office of the United Nations High Commissioner for Human Rights", "un-agency") { OtherNames = [Acronym("OHCHR")] },
    ];

    /// <summary>The source calls these three networks of UCLG.</summary>
    public static readonly string[] MembersOfUclg = [Flacma, Mercociudades, Congope];
}
