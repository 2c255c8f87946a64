-- What names are found and sorted by. Columns and indexes are computed by it, and names are qualified: a restored dump computes them anew,
-- without a search path. Who changes it adds a migration that runs this file first and then computes what depends on it again.

-- Names in Cyrillic, Greek and Arabic letters as their usual Latin spelling, as far as letters tell it: vowels that Arabic does not write
-- stay out.
CREATE OR REPLACE FUNCTION romanised(written text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT string_agg(coalesce(substr(known.pair, 3), read.letter), '' ORDER BY read.place)
    FROM unnest(string_to_array(written, NULL)) WITH ORDINALITY AS read(letter, place)
    LEFT JOIN unnest(string_to_array(translate(
            'а=a б=b в=v г=g д=d е=e з=z и=i к=k л=l м=m н=n о=o п=p р=r с=s т=t у=u ф=f х=kh ц=ts ч=ch ш=sh щ=shch ы=y э=e
            ю=yu я=ya ґ=g є=ye і=i ђ=dj ћ=c љ=lj њ=nj џ=dz ј=j ѕ=dz ж=zh ъ= ь= α=a β=v γ=g δ=d ε=e ζ=z η=i θ=th
            ι=i κ=k λ=l μ=m ν=n ξ=x ο=o π=p ρ=r σ=s ς=s τ=t υ=y φ=f χ=ch ψ=ps ω=o ا=a ب=b ت=t ث=th ج=j ح=h خ=kh د=d ذ=dh ر=r ز=z
            س=s ش=sh ص=s ض=d ط=t ظ=z ع= غ=gh ف=f ق=q ك=k ل=l م=m ن=n ه=h و=u ي=i ى=a ة=a پ=p چ=ch ژ=zh گ=g ک=k ی=i ء= ٠=0 ١=1 ٢=2
            ٣=3 ٤=4 ٥=5 ٦=6 ٧=7 ٨=8 ٩=9 ۰=0 ۱=1 ۲=2 ۳=3 ۴=4 ۵=5 ۶=6 ۷=7 ۸=8 ۹=9',
            E'\n', ' '), ' ')) AS known(pair) ON left(known.pair, 1) = read.letter
$$;

-- An acronym without its full stops.
CREATE OR REPLACE FUNCTION undotted(written text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT regexp_replace(written, '\m([[:alpha:]])\.(?=[[:alpha:]]\M)', '\1', 'g')
$$;

-- Small letters and digits, without accents and other marks, single blanks between words; no longer than a lexeme may be, for one letter may
-- become many. Romanising costs as much as all the rest, and few names need it. Declared immutable although unaccent is not: its rules are a
-- file that comes with PostgreSQL.
CREATE OR REPLACE FUNCTION search_fold(written text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT trim(left(regexp_replace(
        CASE WHEN written ~ '[\u0370-\u06ff\u1f00-\u1fff\ufb1d-\ufeff]'
            THEN public.romanised(lower(public.unaccent('public.unaccent', regexp_replace(normalize(written, NFKD), '[\u0300-\u036f\u0640\u064b-\u065f\u0670]', '', 'g'))))
            WHEN strpos(written, '.') > 0
            THEN public.undotted(lower(public.unaccent('public.unaccent', regexp_replace(normalize(written, NFKD), '[\u0300-\u036f]', '', 'g'))))
            ELSE lower(public.unaccent('public.unaccent', regexp_replace(normalize(written, NFKD), '[\u0300-\u036f]', '', 'g'))) END,
        '[^[:alnum:]]+', ' ', 'g'), 400))
$$;
