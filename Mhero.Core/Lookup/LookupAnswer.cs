namespace Mhero.Core.Lookup;

/// <summary>The answer of a look-up: the word that a flow branches on, and members that it can use in messages.</summary>
/// <param name="Word">One of the constants of this class.</param>
/// <param name="Code">The reason, a constant of <see cref="LookupCodes"/>; null when the word needs none.</param>
/// <param name="Members">Members by name; members of the question that are missing here are empty texts.</param>
public sealed record LookupAnswer(string Word, string? Code, IReadOnlyDictionary<string, string> Members)
{
    /// <summary>It was found, and the members describe it.</summary>
    public const string Found = "found";

    /// <summary>The registry does not have it.</summary>
    public const string Unknown = "unknown";

    /// <summary>Several may be meant: the member <c>menu</c> lists them.</summary>
    public const string Choose = "choose";

    /// <summary>Yes.</summary>
    public const string Yes = "yes";

    /// <summary>No.</summary>
    public const string No = "no";

    /// <summary>The contact's text cannot be a name or number.</summary>
    public const string Invalid = "invalid";

    /// <summary>This contact may not know it.</summary>
    public const string Refused = "refused";

    /// <summary>This contact has asked too often; the member <c>wait_seconds</c> gives the wait.</summary>
    public const string Busy = "busy";

    /// <summary>The author of the flow has to correct the call.</summary>
    public const string Error = "error";

    /// <summary>The registry cannot be asked at the moment.</summary>
    public const string Unavailable = "unavailable";

    private static readonly IReadOnlyDictionary<string, string> NoMembers = new Dictionary<string, string>();

    /// <summary>An answer with members.</summary>
    internal static LookupAnswer Of(string word, string? code, params (string Name, string? Value)[] members) =>
        new(word, code, members.Where(m => !string.IsNullOrEmpty(m.Value)).ToDictionary(m => m.Name, m => m.Value!));

    internal static LookupAnswer NotKnown(string code = LookupCodes.Unknown) => new(Unknown, code, NoMembers);

    internal static LookupAnswer NotValid(string code) => new(Invalid, code, NoMembers);

    internal static LookupAnswer NotAllowed(string code) => new(Refused, code, NoMembers);

    internal static LookupAnswer YesOrNo(bool isYes, params (string Name, string? Value)[] members) => Of(Word2(isYes), null, members);

    internal static string Word2(bool isYes) => isYes ? Yes : No;
}
