namespace MayorsMechanism.Console.Tests;

/// <summary>A consultation with everything that pages show of one.</summary>
static class Sample
{
    public static readonly Guid Cycle = Id(1), Consultation = Id(2), Skills = Id(3), Plenary = Id(4), Paper = Id(5), Host = Id(6), Message = Id(7), CrossCutting = Id(8);
    public static readonly Guid Proposed = Id(20), Confirmed = Id(21), Accepted = Id(22), Declined = Id(23), Speaker = Id(30), Quoted = Id(9), Unverified = Id(10), Backing = Id(40), Other = Id(41);
    public const string Digest = "8f434346648f6b96df89dda901c5176b10a6d83961dd3c1ac88b59b2dc327aa4";

    static Guid Id(int number) => Guid.Parse($"01970000-0000-7000-8000-{number:D12}");

    public static void FillWithSample(this StubGateway gateway)
    {
        gateway.Clear();
        gateway.Lists("/api/v1/cycles", new
        {
            id = Cycle, version = 1, name = "GFMD 2020", chair = "AE", term = "2019–2020", summit = new { from = "2021-01-18", to = "2021-01-26", place = "Dubai" },
        });
        gateway.Gives($"GET /api/v1/cycles/{Cycle}", new { id = Cycle, name = "GFMD 2020", chair = "AE" });
        gateway.Lists("/api/v1/consultations", ConsultationOf());
        gateway.Gives($"GET /api/v1/consultations/{Consultation}", ConsultationOf());
        gateway.Lists("/api/v1/organisations", new { id = Unverified, version = 3, name = "Intendencia de Canelones", kind = "intermediate", country = "UY", verified = false });
        gateway.Lists("/api/v1/people");
        gateway.Gives($"GET /api/v1/organisations/{Host}", new { id = Host, version = 1, name = "Regional Conference on Migration", kind = "regional-process", verified = true });
        gateway.Lists("/api/v1/sessions", Seats(SkillsOf(), 2, 1), Seats(PlenaryOf(), 0, 0));
        gateway.Gives($"GET /api/v1/sessions/{Skills}", SkillsOf());
        gateway.Gives($"GET /api/v1/sessions/{Plenary}", PlenaryOf());
        gateway.Lists($"/api/v1/sessions/{Plenary}/nominations");
        gateway.Lists($"/api/v1/sessions/{Skills}/nominations",
            Nominee(Proposed, "Lucía Fernández Prieto", "Head of the Office for Labour Intermediation", "Municipality of La Pintana", "proposed", alternateRank: 1),
            Nominee(Confirmed, "Sergio Arredondo", "Secretary General", "Latin American Federation of Cities, Municipalities and Associations of Local Governments", "confirmed"),
            Nominee(Accepted, "Nelson Fernández", "Secretary General", "Mercociudades", "accepted", person: Speaker),
            Nominee(Declined, "Rosmery Acarapi", "Secretary of Social Development", "La Paz", "declined", "Travelling that week"));
        gateway.Lists("/api/v1/contributions", new
        {
            id = Backing, version = 1, sessionId = Skills, personId = Speaker, onBehalfOf = Id(50), language = "es",
            text = "Las ciudades ofrecen formación a toda la población.\n\nLa puerta es la misma para quien llega y para quien ya estaba.", attribution = "named",
        },
        new { id = Other, version = 3, sessionId = Skills, personId = (Guid?)null, onBehalfOf = Id(50), language = "en", text = "We pay the fees of the course.", attribution = "organisation-only" });
        gateway.Lists("/api/v1/key-messages", MessageOf(), CrossCuttingOf());
        gateway.Lists($"/api/v1/key-messages?sessionId={Skills}&limit=200", MessageOf());
        gateway.Lists($"/api/v1/key-messages?sessionId={Plenary}&limit=200");
        gateway.Gives($"GET /api/v1/key-messages/{Message}", MessageOf());
        gateway.Gives($"GET /api/v1/key-messages/{CrossCutting}", CrossCuttingOf());
        gateway.Gives("POST /api/v1/nominations/link", new
        {
            consultation = "Puebla Process Consultation", session = new { en = "Skilling migrants for employment" }, date = "2020-06-11", start = "2020-06-11T14:00:00Z",
            timeZone = "America/Costa_Rica", person = "Sergio Arredondo", organisation = "FLACMA", state = "confirmed", canAnswer = true,
            canSayWhen = true, availability = new { timeZone = "America/Bogota", intervals = new[] { new { from = "2020-06-11T13:00:00Z", to = "2020-06-11T17:30:00Z" } } },
        });
        gateway.Gives("POST /api/v1/invitations/link", new
        {
            consultation = "Puebla Process Consultation", session = new { en = "Skilling migrants for employment" }, date = "2020-06-11", start = "2020-06-11T14:00:00Z",
            timeZone = "America/Costa_Rica", person = "Nelson Fernández", organisation = "Mercociudades", deadline = "2020-06-01T22:00:00Z", state = "open", canAnswer = true,
        });
        gateway.FillWithPapers(signedBy: ["mmc"], releases: 1);
    }

    public static void FillWithPapers(this StubGateway gateway, string[] signedBy, int releases, string signed = Digest, DateTime? at = null)
    {
        var paper = new
        {
            id = Paper, version = 4, consultationId = Consultation, title = Titles(), releases,
            signOffs = signedBy.Select(organisation => new { organisation, by = "somebody", at = at ?? new DateTime(2020, 7, 20, 9, 0, 0, DateTimeKind.Utc), digest = signed }),
        };
        gateway.Lists("/api/v1/papers", paper);
        gateway.Gives($"GET /api/v1/papers/{Paper}", paper);
        gateway.Gives($"GET /api/v1/papers/{Paper}/draft", new { digest = Digest, document = DocumentOf(0) });
        gateway.Lists($"/api/v1/papers/{Paper}/releases", Enumerable.Range(1, releases).Select(number =>
            (object)new { number, releasedAt = "2020-07-15T10:00:00Z", supersededBy = number < releases ? number + 1 : (int?)null }));
        gateway.Lists("/public/papers", releases == 0 ? [] : [new
        {
            paperId = Paper, title = Titles(), consultation = "Puebla Process Consultation", number = releases, releasedAt = "2020-07-15T10:00:00Z", languages = new[] { "en", "es" },
        }]);
        gateway.Gives($"GET /public/papers/{Paper}", DocumentOf(releases));
    }

    static object Titles() => new { en = "What cities said: the Puebla Process consultation", es = "Lo que dijeron las ciudades: la consulta del Proceso Puebla" };

    static object ConsultationOf() => new
    {
        id = Consultation, version = 2, cycleId = Cycle, name = "Puebla Process Consultation", region = "019", hostProcessId = Host, hostChair = "CR",
        objectives = "To look at the themes of the cycle from the region, and to bring home what cities there do about them.", state = "under-way",
    };

    static object SkillsOf() => new
    {
        id = Skills, version = 5, consultationId = Consultation, kind = "thematic", title = new { en = "Skilling migrants for employment", es = "Competencias para el empleo" },
        date = "2020-06-11", start = "2020-06-11T14:00:00Z", duration = "PT90M", timeZone = "America/Costa_Rica", languages = new[] { "en", "es" }, seats = 3, state = "confirmed",
    };

    static object PlenaryOf() => new
    {
        id = Plenary, version = 1, consultationId = Consultation, kind = "closing-plenary", title = new { en = "Closing plenary", pt = "Plenária de encerramento" },
        date = "2020-06-30", start = (string?)null, duration = (string?)null, timeZone = "America/Costa_Rica", languages = Array.Empty<string>(), seats = 1, state = "tentative",
    };

    static object Seats(object session, int seated, int proposed) => new { session, seated, proposed };

    static object Nominee(Guid id, string name, string title, string organisation, string state, string? reason = null, Guid? person = null, int? alternateRank = null) => new
    {
        id, version = 2, sessionId = Skills, personId = person ?? id, canonicalPersonId = person ?? id, person = name, title, onBehalfOf = id, organisation, state, reason, alternateRank,
    };

    public static object MessageOf() => new
    {
        id = Message, version = 6, consultationId = Consultation, placement = new { sessionId = Skills },
        lead = new { en = "Cities bring migrants and employers together", es = "Las ciudades acercan a migrantes y empleadores" },
        body = new { en = "They speak with companies about what hinders hiring, and help people to have their papers in order." },
        backing = new[] { new { contributionId = Backing } },
        points = new[] { new { en = "Advice comes first", es = "Primero, el consejo" }, new { en = "Training follows", es = "Luego, la formación" } },
    };

    static object CrossCuttingOf() => new
    {
        id = CrossCutting, version = 1, consultationId = Consultation, placement = new { category = "local-data" },
        lead = new { en = "What is not counted locally is not seen" }, body = new { en = "Numbers by neighbourhood are missing nearly everywhere." },
    };

    public static object DocumentOf(int number) => new
    {
        paperId = Paper, number, releasedAt = number == 0 ? null : "2020-07-15T10:00:00Z", title = Titles(),
        introduction = new
        {
            en = "This paper gathers what local and regional authorities brought to the consultation.\n\nIt is meant for those who write the summit's background papers.",
            es = "Este documento reúne lo que las autoridades locales y regionales aportaron a la consulta.\n\nEstá pensado para quienes redactan los documentos de la cumbre.",
        },
        mechanism = new { en = "The Mayors Mechanism is steered by three organisations and links cities with the Forum." },
        cycle = new { id = Cycle, name = "GFMD 2020", chair = "AE", themes = new[] { "Labour migration", "Skills", "Irregular migration" }, text = new { en = "Six regions were consulted online." } },
        consultation = new
        {
            id = Consultation, name = "Puebla Process Consultation", hostProcess = "Regional Conference on Migration", hostChair = "CR",
            objective = "To look at the themes from the region.", text = (object?)null, outputs = new { en = "An outcome paper by a thematic expert." },
            participation = new { en = "Governments, local authorities, civil society." }, structure = (object?)null,
        },
        dates = new[]
        {
            new { sessionId = Skills, kind = "thematic", title = new Dictionary<string, string> { ["en"] = "Skilling migrants for employment" }, date = "2020-06-11", timeZone = "America/Costa_Rica" },
            new { sessionId = Plenary, kind = "closing-plenary", title = new Dictionary<string, string> { ["en"] = "Closing plenary" }, date = "2020-06-30", timeZone = "America/Costa_Rica" },
        },
        crossCutting = new[] { new { category = "local-data", messages = new[] { MessagePart(CrossCutting, "What is not counted locally is not seen", []) } } },
        topics = new[]
        {
            new
            {
                sessionId = Skills, title = new { en = "Skilling migrants for employment", es = "Competencias para el empleo" }, date = "2020-06-11",
                representatives = new object[]
                {
                    new { nominationId = Accepted, personId = Speaker, name = "Nelson Fernández", title = "Secretary General", organisation = "Mercociudades", country = "UY" },
                    new { nominationId = Confirmed, personId = (Guid?)null, name = (string?)null, title = (string?)null, organisation = "FLACMA", country = (string?)null },
                },
                messages = new[] { MessagePart(Message, "Cities bring migrants and employers together", ["Advice comes first", "Training follows"]) },
                quotes = new[]
                {
                    new
                    {
                        id = Quoted, messageId = (Guid?)Message, personId = Speaker, language = "es", wording = "La misma puerta para todos.",
                        translations = new { en = "The same door for everybody." }, isParaphrase = true, name = "Nelson Fernández", affiliation = "Mercociudades",
                    },
                },
            },
        },
    };

    static object MessagePart(Guid id, string lead, string[] points) => new
    {
        id, lead = new { en = lead }, body = new { en = "They speak with companies about what hinders hiring, and help people to have their papers in order." },
        points = points.Select(point => new { en = point }), contributions = Array.Empty<Guid>(),
    };
}
