namespace Mhero.Core.Authoring;

/// <summary>The texts that an authored flow adds to those of the Questionnaire; <c>{0}</c> and <c>{1}</c> are replaced.</summary>
internal enum Phrase
{
    Yes,
    No,
    Skip,
    SkipHint,
    OwnWords,
    OwnWordsPrompt,
    SelectHint,
    DateHint,
    DateTimeHint,
    TimeHint,
    NotAnOption,
    TheNumber,
    TheLetter,
    NotWhole,
    NotNumber,
    Between,
    AtLeast,
    AtMost,
    WrongForm,
    WrongFormLike,
    WrongLength,
    NoAnswer,
    IsItRight,
    AnyRow,
    AnotherRow,
    Thanks,
    NoConsent,
}
