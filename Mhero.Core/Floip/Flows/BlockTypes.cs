namespace Mhero.Core.Floip.Flows;

/// <summary>The types of blocks of the Flow Specification.</summary>
internal static class BlockTypes
{
    /// <summary>Sends a message.</summary>
    public const string Message = "MobilePrimitives.Message";

    /// <summary>Asks for one of several choices.</summary>
    public const string SelectOne = "MobilePrimitives.SelectOneResponse";

    /// <summary>Asks for any of several choices.</summary>
    public const string SelectMany = "MobilePrimitives.SelectManyResponses";

    /// <summary>Asks for a number.</summary>
    public const string Numeric = "MobilePrimitives.NumericResponse";

    /// <summary>Asks for a text or a recording.</summary>
    public const string Open = "MobilePrimitives.OpenResponse";

    /// <summary>Decides by the tests of its exits.</summary>
    public const string Case = "Core.Case";

    /// <summary>Runs another flow.</summary>
    public const string RunFlow = "Core.RunFlow";

    /// <summary>Saves a result.</summary>
    public const string Output = "Core.Output";

    /// <summary>Sets a property of the contact.</summary>
    public const string SetContactProperty = "Core.SetContactProperty";

    /// <summary>Adds the contact to groups, or removes it.</summary>
    public const string SetGroupMembership = "Core.SetGroupMembership";

    /// <summary>Calls an address.</summary>
    public const string Webhook = "Core.Webhook";
}
