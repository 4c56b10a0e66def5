import { type Language, chooseLanguage, say, useLanguage } from "../../../shared/i18n/say.ts";
import { giveSignal, allowSound } from "../sale/signal.ts";
import { PAPERS, type Paper, changeSettings, useSettings } from "../session/till-settings.ts";

const PAPER_NAMES = {
  "58": "Rotolo da 58 mm",
  "80": "Rotolo da 80 mm",
  a4: "Foglio A4",
} as const satisfies Record<Paper, string>;

const LANGUAGES = { it: "Italiano", en: "English" } as const satisfies Record<Language, string>;

/** How this device sounds, looks, prints and speaks. Each choice counts at once. */
export function SettingsForm() {
  const { hasSound, isLarge, isContrasted, paper } = useSettings();
  const language = useLanguage();
  return (
    <fieldset className="till-settings">
      <legend>{say("Suono, caratteri, carta, lingua")}</legend>
      <Switch
        label={say("Suono della risposta")}
        isOn={hasSound}
        turn={(isOn) => {
          changeSettings({ hasSound: isOn });
          allowSound();
          if (isOn) giveSignal("yes");
        }}
      />
      <Switch
        label={say("Caratteri più grandi")}
        isOn={isLarge}
        turn={(isOn) => changeSettings({ isLarge: isOn })}
      />
      <Switch
        label={say("Contrasto alto")}
        isOn={isContrasted}
        turn={(isOn) => changeSettings({ isContrasted: isOn })}
      />
      <Choice
        label={say("Carta della ricevuta")}
        value={paper}
        options={PAPERS.map((value) => [value, say(PAPER_NAMES[value])])}
        choose={(value) => changeSettings({ paper: value as Paper })}
      />
      <Choice
        label="Lingua · Language"
        value={language}
        options={Object.entries(LANGUAGES)}
        choose={(value) => void chooseLanguage(value as Language)}
      />
    </fieldset>
  );
}

type SwitchProps = {
  readonly label: string;
  readonly isOn: boolean;
  readonly turn: (isOn: boolean) => void;
};

function Switch({ label, isOn, turn }: SwitchProps) {
  return (
    <label className="till-switch">
      {label}
      <input
        type="checkbox"
        role="switch"
        aria-checked={isOn}
        checked={isOn}
        onChange={({ target }) => turn(target.checked)}
      />
    </label>
  );
}

type ChoiceProps = {
  readonly label: string;
  readonly value: string;
  readonly options: readonly (readonly [string, string])[];
  readonly choose: (value: string) => void;
};

function Choice({ label, value, options, choose }: ChoiceProps) {
  return (
    <label className="till-choice">
      {label}
      <select value={value} onChange={({ target }) => choose(target.value)}>
        {options.map(([key, name]) => (
          <option key={key} value={key}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}
