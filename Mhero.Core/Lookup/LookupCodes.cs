namespace Mhero.Core.Lookup;

/// <summary>The stable codes of look-ups (<c>MH7xxx</c>). docs/issue-codes.md explains each. A code never changes its meaning.</summary>
public static class LookupCodes
{
    /// <summary>The body is not one flat JSON object, or a query parameter is given twice.</summary>
    public const string Unreadable = "MH7001";

    /// <summary>The parameter <c>question</c> is missing or none of those that there are.</summary>
    public const string NoQuestion = "MH7002";

    /// <summary>Neither <c>contact</c> nor <c>urn</c> names the contact who asks, or one of them is malformed.</summary>
    public const string NoCaller = "MH7003";

    /// <summary>A parameter that the question needs is missing.</summary>
    public const string Missing = "MH7004";

    /// <summary>A parameter that the author of the flow sets has a value that it cannot have.</summary>
    public const string BadParameter = "MH7005";

    /// <summary>The contact's text is empty.</summary>
    public const string Empty = "MH7010";

    /// <summary>The contact's text is longer than any name or number.</summary>
    public const string TooLong = "MH7011";

    /// <summary>The contact's text holds a character that is in no name or number: a control character, a wildcard, an operator.</summary>
    public const string ForbiddenCharacter = "MH7012";

    /// <summary>The contact's text is not a number of the menu.</summary>
    public const string NoSuchChoice = "MH7013";

    /// <summary>The question is about another contact than the one who asks.</summary>
    public const string AnotherContact = "MH7020";

    /// <summary>Only health workers whom the registry knows may ask this.</summary>
    public const string Stranger = "MH7021";

    /// <summary>The registry has nothing of the kind.</summary>
    public const string Unknown = "MH7030";

    /// <summary>Several in the registry may be meant.</summary>
    public const string Several = "MH7031";

    /// <summary>The contact has asked too often.</summary>
    public const string TooOften = "MH7040";

    /// <summary>The registry did not answer in time.</summary>
    public const string TimedOut = "MH7050";

    /// <summary>An unexpected error.</summary>
    public const string Unexpected = "MH7099";
}
