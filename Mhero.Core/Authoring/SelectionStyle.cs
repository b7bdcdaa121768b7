namespace Mhero.Core.Authoring;

/// <summary>How a question for several options is asked.</summary>
public enum SelectionStyle
{
    /// <summary>One message lists the options; the contact sends the numbers of all that apply.</summary>
    AllNumbers,

    /// <summary>One question with yes and no for each option.</summary>
    OneByOne,
}
