namespace Mhero.Core.Authoring;

/// <summary>Every code that an issue of the authoring carries. <c>docs/issue-codes.md</c> explains each.</summary>
public static class AuthoringCodes
{
    /// <summary>The document is not a Questionnaire that can be read, or has no question that can be asked.</summary>
    public const string NoQuestionnaire = "MH2901";

    /// <summary>An option of the command or a member of the request that cannot be used.</summary>
    public const string InvalidOption = "MH2902";

    /// <summary>An item of a type that no text message can answer; it is not in the flow.</summary>
    public const string TypeNotAuthored = "MH2903";

    /// <summary>An item with an expression (FHIRPath, CQL) that a flow cannot evaluate; it is not in the flow.</summary>
    public const string ExpressionNotAuthored = "MH2904";

    /// <summary>A choice without options, or with options that are not known at authoring time; it is not in the flow.</summary>
    public const string OptionsNotAuthored = "MH2905";

    /// <summary>A choice with more options than a message can list; it is not in the flow.</summary>
    public const string TooManyOptions = "MH2906";

    /// <summary>A condition that a flow cannot test; the item is not in the flow.</summary>
    public const string ConditionNotAuthored = "MH2907";

    /// <summary>An item without a text that a person could read; it is not in the flow.</summary>
    public const string NoText = "MH2908";

    /// <summary>A quantity with several units, or without one; with several it is not in the flow.</summary>
    public const string UnitNotAuthored = "MH2909";

    /// <summary>A group that repeats within such a group, which is not in the flow; or more rows than the flow asks for.</summary>
    public const string RepeatNotAuthored = "MH2910";

    /// <summary>A hidden or read-only item without an expression or a value; it is not in the flow.</summary>
    public const string NoSource = "MH2911";

    /// <summary>A rule about the answer that the flow does not check; the question is asked.</summary>
    public const string RuleNotChecked = "MH2912";

    /// <summary>A part of the item that has no effect in the flow; the question is asked.</summary>
    public const string PartIgnored = "MH2913";

    /// <summary>A name, an expiry time or another value that RapidPro would change; it was changed.</summary>
    public const string ValueAdapted = "MH2914";

    /// <summary>The Questionnaire has no language, or one for which mHero has no texts of its own; those are English.</summary>
    public const string LanguageTexts = "MH2915";

    /// <summary>The Questionnaire does not name the flow, so that its runs would not come back to it.</summary>
    public const string NotLinked = "MH2916";

    /// <summary>A message that needs more than one SMS.</summary>
    public const string SeveralSegments = "MH2917";

    /// <summary>A message of more than 640 characters, which RapidPro does not take.</summary>
    public const string TooLong = "MH2918";

    /// <summary>Two items have the same linkId; the second is not in the flow.</summary>
    public const string LinkIdRepeated = "MH2919";

    /// <summary>The flow has more nodes than RapidPro takes.</summary>
    public const string TooManyNodes = "MH2920";
}
