using Mhero.Core.Lookup.Facilities;

namespace Mhero.Core.Lookup.Questions;

/// <summary>Which facility has this identifier or name? One, or a menu of those that are meant perhaps, which the same question with a choice ends.</summary>
internal sealed class FacilityLookup(FacilityFinder facilities) : ILookup
{
    /// <summary>As many as can be chosen with one digit.</summary>
    private const int MaxOptions = 9;

    public LookupQuestion Question => LookupQuestion.Facility;

    public IReadOnlyList<string> Members { get; } =
    [
        .. Facility.MemberNames, "menu", "count", "more",
        .. Enumerable.Range(1, MaxOptions).SelectMany(n => new[] { $"option_{n}", $"option_{n}_code", $"option_{n}_id" }),
    ];

    public async Task<LookupAnswer> AnswerAsync(LookupRequest request, Caller caller, CancellationToken cancellationToken)
    {
        if (LookupText.CheckName(request.Text, out var text) is { } fault)
        {
            return LookupAnswer.NotValid(fault);
        }

        var matches = await facilities.FindAsync(text, cancellationToken);
        var options = matches.ForMenu.Take(MaxOptions).ToList();
        if (matches.Exact is [var one])
        {
            return LookupAnswer.Of(LookupAnswer.Found, null, one.Members());
        }

        if (options.Count == 0)
        {
            return LookupAnswer.NotKnown();
        }

        if (request.Choice is { } choice)
        {
            return int.TryParse(choice, NumberStyles.None, CultureInfo.InvariantCulture, out var chosen) && chosen >= 1 && chosen <= options.Count
                ? LookupAnswer.Of(LookupAnswer.Found, null, options[chosen - 1].Members())
                : LookupAnswer.NotValid(LookupCodes.NoSuchChoice);
        }

        var lines = Lines(options);
        return LookupAnswer.Of(
            LookupAnswer.Choose,
            LookupCodes.Several,
            [
                ("menu", string.Join('\n', lines.Select((line, i) => $"{i + 1} {line}"))),
                ("count", options.Count.ToString(CultureInfo.InvariantCulture)),
                ("more", LookupAnswer.Word2(matches.ForMenu.Count > options.Count)),
                .. options.SelectMany((o, i) => new (string, string?)[] { ($"option_{i + 1}", lines[i]), ($"option_{i + 1}_code", o.Code), ($"option_{i + 1}_id", o.Reference) }),
            ]);
    }

    /// <summary>Names; of the same name with the district, and where that does not help with the code, since a text message is short.</summary>
    private static List<string> Lines(List<Facility> options) =>
    [
        .. options.Select(o =>
        {
            var same = options.FindAll(other => string.Equals(other.Name, o.Name, StringComparison.OrdinalIgnoreCase));
            return same.Count == 1 ? o.Name
                : o.District is not null && same.TrueForAll(other => ReferenceEquals(other, o) || other.District != o.District) ? $"{o.Name}, {o.District}"
                : o.Code is not null ? $"{o.Name}, {o.Code}"
                : o.Name;
        }),
    ];
}
